"""Servers of a test's own, gone when it ends."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from toolkit.services import ports
from toolkit.services.embedded.postgres import EmbeddedPostgres
from toolkit.services.embedded.valkey import EmbeddedValkey

ROOT = os.geteuid() == 0


class Heard:
    """A listener that remembers."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def started(self, name: str) -> None: ...

    def progress(self, text: str, done: int = 0, total: int = 0) -> None:
        self.said.append(text)

    def finished(self, outcome: object) -> None: ...


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that only we may enter, as a home often is."""
    path = Path(tempfile.mkdtemp(prefix="hive-test-"))
    yield path
    shutil.rmtree(path)


@pytest.fixture
def postgres(folder: Path) -> Iterator[Callable[..., EmbeddedPostgres]]:
    """Makes a server that is not started yet; the same one each time, but for what is given."""
    made: list[EmbeddedPostgres] = []
    port = ports.free()[0]

    def make(name: str = "postgres", **other: Any) -> EmbeddedPostgres:
        known = {"port": port, "database": "hive", "role": "hive", "options": ("fsync=off",)}
        known["password"] = "p@ss w/%rd'\"\\"
        made.append(EmbeddedPostgres(folder / name, **{**known, **other}))
        return made[-1]

    yield make
    for one in made:
        one.stop()


@pytest.fixture
def valkey(folder: Path) -> Iterator[Callable[..., EmbeddedValkey]]:
    """Likewise."""
    made: list[EmbeddedValkey] = []
    port = ports.free()[0]

    def make(name: str = "redis", **other: Any) -> EmbeddedValkey:
        known = {"port": port, "password": "p@ss w/%rdü'\"\\"}
        made.append(EmbeddedValkey(folder / name, **{**known, **other}))
        return made[-1]

    yield make
    for one in made:
        one.stop()


@pytest.fixture
def servers_in() -> Callable[[Path], list[int]]:
    """Pids of the servers, not of their children, that work in a data directory."""

    def pids(data: Path) -> list[int]:
        found = {}
        for process in psutil.process_iter():
            try:
                if process.cwd() == str(data) and process.status() != psutil.STATUS_ZOMBIE:
                    found[process.pid] = process.ppid()
            except psutil.Error:
                continue
        return [pid for pid, parent in found.items() if parent not in found]

    return pids
