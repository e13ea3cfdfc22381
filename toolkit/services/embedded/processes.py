"""Which processes belong to a folder: they work in it, run from it, name it, or hold it open."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from toolkit.services.embedded import identity
from toolkit.services.embedded.identity import Identity
from toolkit.services.embedded.user import User


@dataclass(frozen=True)
class Running:
    """A living process. `terminal`: somebody sits at it, so that no server started it."""

    who: Identity
    name: str
    argv: tuple[str, ...]
    terminal: bool

    @property
    def key(self) -> str:
        return f"process {self.who.pid} {self.who.start}"

    def __str__(self) -> str:
        return f"{self.name or 'process'} (pid {self.who.pid})"

    def within(self, folder: Path) -> bool:
        """Whether its working directory, its program or a word of its command is in there."""
        places = (self.who.data.removesuffix(" (deleted)"), self.who.exe, *self.argv)
        return any(f"{folder}/" in f"{place}/" for place in places)


def everyone(user: User | None) -> Iterator[Running]:
    """All that live, but this process and those that it was started by; `user` runs the servers."""
    me = psutil.Process()
    kin = {me.pid, *(one.pid for one in me.parents())}
    for process in psutil.process_iter():
        theirs = user if user and _uid(process) == user.uid else None
        if process.pid not in kin and (who := identity.of(process.pid, theirs)):
            yield _running(process, who)


def holders(file: Path) -> list[Running]:
    """Who has it open, as far as this user may see."""
    return [one for one in everyone(None) if str(file) in _open_files(one.who.pid)]


def key(pid: int) -> str:
    """The same as of whoever is found Running under that number; "gone" where nobody is."""
    who = identity.of(pid, None)
    return f"process {pid} {who.start}" if who else "gone"


def name(pid: int) -> str:
    """Of the program; "" where nobody has that number."""
    try:
        return str(psutil.Process(pid).name())
    except psutil.Error:
        return ""


def _running(process: psutil.Process, who: Identity) -> Running:
    try:
        argv, terminal = tuple(process.cmdline()), process.terminal() is not None
        return Running(who, process.name(), argv, terminal)
    except psutil.Error:
        return Running(who, "", (), terminal=False)


def _uid(process: psutil.Process) -> int | None:
    try:
        return int(process.uids().real)
    except psutil.Error:
        return None


def _open_files(pid: int) -> set[str]:
    try:
        return {file.path for file in psutil.Process(pid).open_files()}
    except psutil.Error:
        return set()
