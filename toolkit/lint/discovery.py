"""Which files are read: those that are given, and every migration beneath a folder."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from toolkit.lint.source import Source

LARGEST = 2_000_000
"""Bytes: nobody writes a migration of that size."""
MARK = b"down_revision"
FOREIGN = "pyvenv.cfg"
"""What is beneath a folder with this file was installed, not written."""


@dataclass
class Sources:
    """Files by their absolute paths. `unread`: what could not be read, and why."""

    excluded: Callable[[Path], bool]
    found: dict[Path, Source] = field(default_factory=dict)
    unread: dict[Path, str] = field(default_factory=dict)

    def add(self, path: Path) -> None:
        """A file, migration or not; of a folder the migrations beneath it."""
        path = Path(os.path.abspath(path))  # noqa: PTH100 (not through links: it is shown)
        if path.is_dir():
            for one in self._beneath(path):
                self._read(one, MARK)
        elif not self.excluded(path):
            self._read(path)

    def take(self, path: Path, data: bytes) -> None:
        if len(data) > LARGEST:
            self.unread[path] = f"it is too complex: more than {LARGEST:,} bytes"
        else:
            self.found[path] = Source(path, data)

    def keep(self, wanted: Callable[[Path], bool]) -> None:
        """Nothing else is looked at."""
        self.found = {path: one for path, one in self.found.items() if wanted(path)}
        self.unread = {path: why for path, why in self.unread.items() if wanted(path)}

    def _beneath(self, top: Path) -> Iterator[Path]:
        for folder, folders, files in os.walk(top, onerror=self._failed):
            if FOREIGN in files:
                folders.clear()
                continue
            folders[:] = sorted(one for one in folders if one[0] != "." and one != "__pycache__")
            for name in sorted(files):
                path = Path(folder, name)
                if name.endswith(".py") and path.is_file() and not self.excluded(path):
                    yield path

    def _read(self, path: Path, mark: bytes = b"") -> None:
        if path in self.found:
            return
        try:
            if stat.S_ISREG(path.stat().st_mode):
                with path.open("rb") as file:
                    data = file.read(LARGEST + 1)
                if mark in data:
                    self.take(path, data)
            else:
                self.unread[path] = "it is no file"
        except (OSError, ValueError) as error:
            self.unread[path] = getattr(error, "strerror", None) or str(error)

    def _failed(self, error: OSError) -> None:
        self.unread[Path(error.filename)] = error.strerror or str(error)


def read(paths: Iterable[Path], excluded: Callable[[Path], bool]) -> Sources:
    sources = Sources(excluded)
    for path in paths:
        sources.add(path)
    return sources
