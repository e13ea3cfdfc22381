"""The platform's own history: before each revision every table gets its rows."""

import time
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from toolkit.catalog.fingerprint import fingerprint
from toolkit.platform.models import metadata
from toolkit.replay.rows.seed import seed

ROOT = Path(__file__).parents[4]
SLOW = 5
"""Seconds that are far too many; a tenth of it is what a free machine takes."""


@pytest.fixture
def config(connection: sa.Connection) -> Config:
    config = Config(toml_file=ROOT / "pyproject.toml")
    config.attributes["connection"] = connection
    return config


def test_at_head_every_table_is_seeded(connection: sa.Connection, config: Config) -> None:
    command.upgrade(config, "head")
    began = time.perf_counter()
    assert seed(connection, 3) == ()
    assert time.perf_counter() - began < SLOW
    for table in metadata.sorted_tables:
        count = sa.select(sa.func.count()).select_from(table)
        assert (connection.scalar(count) or 0) >= 3, table.name


def test_before_each_revision_and_its_rows_survive_it(
    connection: sa.Connection, config: Config
) -> None:
    revisions = [one.revision for one in ScriptDirectory.from_config(config).walk_revisions()]
    for revision in reversed(revisions):
        assert seed(connection, 3) == (), revision
        connection.commit()
        command.upgrade(config, revision)
    assert seed(connection, 3) == ()


def test_the_rows_are_the_same_each_time(connection: sa.Connection, config: Config) -> None:
    command.upgrade(config, "head")
    connection.commit()

    def lines() -> tuple[str, ...]:
        assert seed(connection, 4) == ()
        found = fingerprint(connection).lines
        connection.rollback()
        return found

    assert lines() == lines()
