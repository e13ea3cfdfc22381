"""The folder of a test run, and the server in it: gone when the last who takes part leaves.

Whoever takes part holds a shared lock on a file in it, which a death releases: what a killed run
left is found, its server stopped, by the next run.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from toolkit.errors import ToolkitError
from toolkit.services import locks
from toolkit.services.embedded.postgres import EmbeddedPostgres
from toolkit.settings import current

PREFIX = "hive-tests-"
MEMORY = Path("/dev/shm")  # noqa: S108 (folders in it are ours alone)
ROOM = 2 << 30
"""Bytes that must be free in memory: files are made there ten times as fast as on most disks."""


@contextmanager
def joined(run: str) -> Iterator[Path]:
    """Take part in a run: its folder, made by whoever is first."""
    _sweep()
    folder = place() / f"{PREFIX}{run}"
    member = _member(folder)
    try:
        yield folder
    finally:
        member.close()
        _sweep()


def _places() -> tuple[Path, ...]:
    """Where folders may be, the best first: where TMPDIR says, else in memory, else on the disk."""
    here = Path(tempfile.gettempdir())
    return (here,) if "TMPDIR" in current() else (MEMORY, here)


def place() -> Path:
    """The best of them that has room."""
    for place in _places()[:-1]:
        if os.access(place, os.W_OK) and shutil.disk_usage(place).free >= ROOM:
            return place
    return _places()[-1]


def _member(folder: Path) -> IO[bytes]:
    """The lock, once the folder that we hold it in is no longer one that somebody removes."""
    while True:
        with suppress(FileNotFoundError):
            folder.mkdir(mode=0o700, exist_ok=True)
            file = (folder / "members").open("ab")
            fcntl.flock(file, fcntl.LOCK_SH)
            if _is_still(file, folder / "members"):
                return file
            file.close()


def _is_still(file: IO[bytes], path: Path) -> bool:
    return path.exists() and os.path.samestat(os.fstat(file.fileno()), path.stat())


def _sweep() -> None:
    """Remove every folder of ours in which nobody takes part any more."""
    for place in _places():
        for folder in place.glob(f"{PREFIX}*"):
            with suppress(OSError, ToolkitError):  # another sweeps it, or it is not ours
                _remove(folder)


def _remove(folder: Path) -> None:
    if folder.is_symlink() or folder.stat().st_uid != os.geteuid():
        return
    if alone := locks.claim(folder / "members"):
        with alone:
            EmbeddedPostgres(folder / ".hive/postgres", 0, "", "", "").stop()
            shutil.rmtree(folder)
