"""Locks that a death releases: flock on a file of ours."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from toolkit.errors import LockedError
from toolkit.services.deadline import Deadline


def claim(path: Path) -> IO[bytes] | None:
    """The locked file, or None where somebody holds it.

    A program that inherits it holds the lock as well: it is free when all of them are gone.
    """
    file = path.open("ab")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file


def held(path: Path) -> bool:
    """Whether somebody claimed it. Asking is shared, so that two who ask do not see each other."""
    if not path.exists():
        return False
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


@contextmanager
def locked(path: Path, deadline: Deadline) -> Iterator[None]:
    """Hold the lock; LockedError when somebody else does until the deadline."""
    claimed = deadline.until(lambda: claim(path))
    if claimed is None:
        raise LockedError(
            f"{path.parent} is busy",
            why=f"another command held {path.name} for {deadline.seconds:g} s",
            state="Nothing was changed by this one.",
            next="wait for it to end, then run this again",
        )
    with claimed:
        yield
