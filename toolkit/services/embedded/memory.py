"""Shared memory that a PostgreSQL left which was killed: the next start clears it, nothing else.

Only its first segment says whose it is, in the server's pid file. The others have random names.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from toolkit.services.embedded import identity

SYSTEM_V = Path("/proc/sysvipc/shm")
NAMED = Path("/dev/shm")  # noqa: S108 (only looked at)
# Seconds by which a segment may seem older than the server that made it.
_TICK = 2.0


@dataclass(frozen=True)
class Killed:
    """A server that ended without cleaning up, as its pid file tells."""

    pid: int
    since: float
    segment: int
    owner: int


def killed(data: Path) -> Killed | None:
    """None where it ended as it should, or still lives."""
    try:
        file = data / "postmaster.pid"
        lines = file.read_text("utf-8").splitlines()
        pid, segment = int(lines[0]), int(lines[6].split()[1])
        found = Killed(pid, float(lines[2]), segment, file.stat().st_uid)
    except (OSError, ValueError, IndexError):
        return None
    who = identity.of(pid, None)
    return None if who and who.data in ("", str(data.resolve())) else found


def first(ended: Killed) -> str | None:
    """Its System V segment, where that is still there and nobody is attached."""
    for line in _system_v():
        number, creator, attached = int(line[1]), int(line[4]), int(line[6])
        if (number, creator, attached) == (ended.segment, ended.pid, 0):
            return f"shared memory segment {number} (ipcrm -m {number})"
    return None


def named() -> Iterator[tuple[str, Path, os.stat_result]]:
    """All segments with names, each with a key and what is known of it."""
    for path in NAMED.glob("PostgreSQL.*"):
        with suppress(FileNotFoundError):
            found = path.stat()
            yield f"memory {path} {found.st_ino}", path, found


def abandoned(owner: int, since: float = 0.0) -> dict[str, Path]:
    """Those of that user, not older than `since`, that nobody has mapped whom we see; by key."""
    found = {
        key: path
        for key, path, status in named()
        if status.st_uid == owner and status.st_ctime >= since - _TICK
    }
    held = _held(owner) if found else set()
    return {key: path for key, path in found.items() if str(path) not in held}


def _system_v() -> Iterator[list[str]]:
    if SYSTEM_V.exists():
        for line in SYSTEM_V.read_text("ascii").splitlines()[1:]:
            yield line.split()


def _held(owner: int) -> set[str]:
    """What the living processes of that user have mapped; all of it where we may not look."""
    held = set[str]()
    for maps in _maps(owner):
        try:
            lines = maps.read_text("utf-8", errors="replace").splitlines()
        except PermissionError:
            return {str(path) for path in NAMED.glob("PostgreSQL.*")}
        except OSError:
            continue
        held |= {line.split(maxsplit=5)[5] for line in lines if str(NAMED) in line}
    return held


def _maps(owner: int) -> Iterator[Path]:
    for process in psutil.process_iter():
        try:
            if process.uids().real == owner:
                yield Path(f"/proc/{process.pid}/maps")
        except psutil.Error:
            continue
