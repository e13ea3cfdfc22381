"""A target whose role and database do not exist yet, on a server that asks for passwords."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import sqlalchemy as sa

from toolkit.database.migrations import Migrations
from toolkit.database.target import Target
from toolkit.findings import Outcome

HISTORIES = Path(__file__).parents[2] / "histories"


@dataclass
class Ear:
    """A listener that remembers."""

    begun: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    ended: list[Outcome] = field(default_factory=list)

    def started(self, name: str) -> None:
        self.begun.append(name)

    def progress(self, text: str, done: int = 0, total: int = 0) -> None:
        self.said.append(text)

    def finished(self, outcome: Outcome) -> None:
        self.ended.append(outcome)


@pytest.fixture
def ear() -> Ear:
    return Ear()


@pytest.fixture
def target(server: sa.URL) -> Iterator[Target]:
    """Role and database are for the bootstrap to make."""
    name = f"hive_{uuid.uuid4().hex[:12]}"
    yield Target(server.set(username=name, password="a b%c'd", database=name), admin=server)
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.exec_driver_sql(f'DROP ROLE IF EXISTS "{name}"')


@pytest.fixture
def history() -> Callable[[str], Migrations]:
    """The migrations of one of the tiny projects in tests/histories."""
    return lambda name: Migrations(HISTORIES / name, "alembic.ini")
