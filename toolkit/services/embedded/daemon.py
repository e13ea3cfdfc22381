"""A server process of ours: find it again, spawn it, stop it, never mistaking another for it.

Whatever is spawned inherits a lock on the file `alive`. It is free when, and only when, no server
of this folder lives any more, whoever killed whom at what moment.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from signal import Signals
from typing import IO

from toolkit import process
from toolkit.errors import ServiceError
from toolkit.services import locks
from toolkit.services.deadline import Deadline
from toolkit.services.embedded import identity, logs, signals
from toolkit.services.embedded.identity import Identity
from toolkit.services.embedded.user import User

# Seconds by which the kernel's answer to when a process began may be off.
_TICK = 2.0
ENVIRONMENT = {"LC_ALL": "C", "PATH": os.defpath}


@dataclass(frozen=True)
class Daemon:
    """`state` is a folder of ours; the server works in `state`/data and writes `pid_file` there."""

    title: str
    state: Path
    pid_file: str
    stop_signal: Signals
    user: User | None

    @property
    def data(self) -> Path:
        return self.state / "data"

    @property
    def log(self) -> Path:
        return self.state / "server.log"

    @property
    def record(self) -> Path:
        return self.state / "server.json"

    def alive(self) -> bool:
        """Whether anything that we started here still lives."""
        return locks.held(self.state / "alive")

    def find(self) -> Identity | None:
        """The running server, recorded or, when its launcher was killed first, by its pid file."""
        if not self.alive():
            return None
        known = identity.load(self.record)
        if known and identity.of(known.pid, self.user) == known:
            return known
        return self._adopted()

    def _adopted(self) -> Identity | None:
        path = self.data / self.pid_file
        pid = _pid(path)
        found = identity.of(pid, self.user) if pid else None
        if not found or not self._plausible(found, path):
            return None
        found.save(self.record)
        return found

    def forget_stranger(self) -> None:
        """Drop a pid file that names a zombie or another program: the server would believe it.

        Only while we hold the claim, so that none of ours lives; somebody else's server that
        works in our data directory keeps its file, and ours will say so and end.
        """
        path = self.data / self.pid_file
        pid = _pid(path)
        found = identity.of(pid, self.user) if pid else None
        if found is None or (found.data and found.data != str(self.data.resolve())):
            path.unlink(missing_ok=True)

    def _plausible(self, found: Identity, pid_file: Path) -> bool:
        """What holds the lock runs our program, whose path is noted before it is spawned, in our
        data directory, and is older than the file that names it."""
        program = self.state / "program"
        exe = program.read_text("utf-8") if program.exists() else ""
        if found.exe != exe or found.data != str(self.data.resolve()):
            return False
        return identity.since(found.pid) <= _written(pid_file) + _TICK

    def settled(self, deadline: Deadline) -> Identity | None:
        """The running server, or None for certain: waits for what a killed launcher left."""
        found = deadline.until(lambda: self.find() or not self.alive())
        if not found:
            raise ServiceError(
                f"{self.title} cannot be told apart from other processes",
                why=f"something that was started here still holds {self.state / 'alive'}",
                state="No signal was sent to anyone.",
                next=f"look who works in {self.data}, end it, then run this again",
            )
        return None if found is True else found

    def claim(self, deadline: Deadline) -> IO[bytes]:
        """The lock that what we spawn will hold, once the last child of a dead server is gone."""
        claimed = deadline.until(lambda: locks.claim(self.state / "alive"))
        if claimed is None:
            raise ServiceError(
                f"another {self.title} came up in {self.state}", next="run this again"
            )
        return claimed

    def spawn(
        self,
        argv: list[str | Path],
        environment: Mapping[str, str],
        claimed: IO[bytes],
        stdin: IO[bytes] | None = None,
    ) -> "Spawned":
        """Start it detached, its data directory as working directory, and record who it is."""
        exe = Path(argv[0]).resolve()
        (self.state / "program").write_text(str(exe), encoding="utf-8")
        with logs.opened(self.log) as log:
            since = log.tell()
            child = process.spawn(
                [exe, *argv[1:]],
                cwd=self.data,
                env={**ENVIRONMENT, **environment},
                log=log,
                stdin=stdin,
                user=self.user.uid if self.user else None,
                group=self.user.gid if self.user else None,
                pass_fds=[claimed.fileno()],
            )
        if found := identity.of(child.pid, self.user):
            found.save(self.record)
        return Spawned(child, since)

    def stop(self, deadline: Deadline) -> None:
        """Ask it to end and wait until all of it has; never by force."""
        found = self.settled(deadline)
        if found is None:
            return
        signals.send(found, self.stop_signal, self.user)
        if not deadline.until(lambda: not self.alive()):
            raise ServiceError(
                f"{self.title} has not stopped within {deadline.seconds:g} s",
                why=f"pid {found.pid} was asked to ({self.stop_signal.name}) and is still busy",
                state="It is still running; its data is safe.",
                next=f"wait, or see why: invoke logs; as the last resort kill -9 {found.pid}",
            )
        signals.reap(found.pid)
        self.record.unlink(missing_ok=True)

    def wait(
        self, deadline: Deadline, ready: Callable[[], bool], spawned: "Spawned | None"
    ) -> bool:
        """True when it serves, False as soon as it died instead; else ServiceError."""

        def dead() -> bool:
            return spawned.child.poll() is not None if spawned else not self.alive()

        try:
            came = deadline.until(lambda: ready() or dead())
            died = dead()
        finally:
            if spawned:
                spawned.release()
        if not came:
            raise ServiceError(
                f"{self.title} does not answer after {deadline.seconds:g} s",
                why=logs.tail(self.log, 10, spawned.since if spawned else 0),
                state="It is running, but not ready.",
                next="invoke logs; then run this again, which waits for it once more",
            )
        return not died

    def ended(self, said: str) -> ServiceError:
        """The error for a server that died while it was starting, with its last words."""
        return ServiceError(
            f"{self.title} ended while it was starting",
            why=said,
            state="It is not running; its data is as it was.",
            next="mend what its log complains of, then run this again",
        )


@dataclass(frozen=True)
class Spawned:
    """A server that we have just started; what it says begins at byte `since` of the log."""

    child: process.Child
    since: int

    def release(self) -> None:
        """It outlives us: nobody here will wait for its end."""
        if self.child.returncode is None:
            self.child.returncode = 0


def _pid(path: Path) -> int | None:
    try:
        return int(path.read_text("utf-8").split()[0])
    except (OSError, ValueError, IndexError):
        return None


def _written(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0.0
