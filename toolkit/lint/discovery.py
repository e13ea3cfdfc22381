"""Which files are read: those that are given, and every migration beneath a folder."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from toolkit.lint.source import Source

LARGEST = 2_000_000
"""Bytes: nobody writes a migration of that size."""
MARK = b"down_revision"
FOREIGN = "pyvenv.cfg"
"""What is beneath a folder with this file was installed, not written."""


@dataclass
class Sources:
    """Files by their absolute paths. `unread`: what could not be read, and why; both as they are
    called in the folder `here`; `given` is what stood on standard input."""

    here: str
    excluded: Callable[[str], bool]
    found: dict[str, Source] = field(default_factory=dict)
    unread: dict[str, str] = field(default_factory=dict)
    given: bytes = b""

    def add(self, path: str) -> None:
        """A file, migration or not; of a folder the migrations beneath it."""
        path = os.path.normpath(os.path.join(self.here, path))  # noqa: PTH118
        if os.path.isdir(path):  # noqa: PTH112
            for one in self._beneath(path):
                self._read(one, MARK)
        elif not self.excluded(path):
            self._read(path)

    def take(self, path: str, data: bytes) -> None:
        if len(data) > LARGEST:
            self.unread[path] = f"it is too complex: more than {LARGEST:,} bytes"
        else:
            self.found[path] = Source(path, self.shown(path), data)

    def shown(self, path: str) -> str:
        return path.removeprefix(f"{self.here}/")

    def keep(self, wanted: Callable[[str], bool]) -> None:
        """Nothing else is looked at."""
        self.found = {path: one for path, one in self.found.items() if wanted(path)}
        self.unread = {path: why for path, why in self.unread.items() if wanted(path)}

    def _beneath(self, top: str) -> Iterator[str]:
        for folder, folders, files in os.walk(top, onerror=self._failed):
            if FOREIGN in files:
                folders.clear()
                continue
            folders[:] = sorted(one for one in folders if one[0] != "." and one != "__pycache__")
            for name in sorted(files):
                path = f"{folder}/{name}"
                if name.endswith(".py") and os.path.isfile(path) and not self.excluded(path):  # noqa: PTH113
                    yield path

    def _read(self, path: str, mark: bytes = b"") -> None:
        if path in self.found:
            return
        try:
            data = read(path)
            if mark in data:
                self.take(path, data)
        except (OSError, ValueError) as error:
            self.unread[path] = getattr(error, "strerror", None) or str(error)

    def _failed(self, error: OSError) -> None:
        self.unread[str(error.filename)] = error.strerror or str(error)


def read(path: str) -> bytes:
    """A little more than is read at most; ValueError where it is no file."""
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode):
            raise ValueError("it is no file")
        return os.read(handle, min(found.st_size, LARGEST) + 1)
    finally:
        os.close(handle)


def sources(paths: Iterable[str], here: str, excluded: Callable[[str], bool]) -> Sources:
    found = Sources(here, excluded)
    for path in paths:
        found.add(path)
    return found
