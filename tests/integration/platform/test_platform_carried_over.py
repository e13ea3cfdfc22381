"""Revisions that change a column's type lose no row and no value, up or down, once or twice."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory

from toolkit.catalog.fingerprint import fingerprint
from toolkit.platform.models import metadata

Configured = Callable[[sa.Connection], Config]
ROWS = sorted((Path(__file__).parent / "rows").glob("*.sql"))
DETAILS = (("contexts", "details"), ("agent_events", "details"))
WORDS = (
    ("sessions", "status"),
    ("transcripts", "speaker"),
    ("context_relationships", "relation"),
)
NOT_JSONB = (r'{"text": "nothing: \u0000"}', r'{"half": "\ud83d"}', '{"huge": 1e999999}')


@pytest.fixture
def filled(connection: sa.Connection, migrations: Configured) -> sa.Connection:
    """A database at 015 with rows in every table."""
    for path in ROWS:
        if path.stem <= "015":
            command.upgrade(migrations(connection), path.stem)
            connection.exec_driver_sql(path.read_text().replace("%", "%%"))
            connection.commit()
    return connection


def test_json_becomes_jsonb_and_json_again(filled: sa.Connection, migrations: Configured) -> None:
    before = [_values(filled, *place) for place in DETAILS]
    assert any(before)
    command.upgrade(migrations(filled), "016")
    assert [_type(filled, *place) for place in DETAILS] == ["jsonb", "jsonb"]
    assert [_values(filled, *place) for place in DETAILS] == before
    command.downgrade(migrations(filled), "015")
    assert [_type(filled, *place) for place in DETAILS] == ["json", "json"]
    assert [_values(filled, *place) for place in DETAILS] == before


@pytest.mark.parametrize("details", NOT_JSONB)
def test_json_that_jsonb_has_no_room_for_is_kept_as_text(
    filled: sa.Connection, migrations: Configured, details: str
) -> None:
    event = sa.text("UPDATE agent_events SET details = CAST(:details AS json)")
    filled.execute(event, {"details": details})
    command.upgrade(migrations(filled), "016")
    found = filled.scalars(sa.text("SELECT details FROM agent_events")).all()
    assert found == [{"text": details}] * 3


def test_words_become_labels_and_words_again(filled: sa.Connection, migrations: Configured) -> None:
    command.upgrade(migrations(filled), "019")
    before, at_019 = [_values(filled, *place) for place in WORDS], _state(filled)
    command.upgrade(migrations(filled), "020")
    types = ["sessionstatus", "speaker", "contextrelation"]
    assert [_type(filled, *place) for place in WORDS] == types
    assert [_values(filled, *place) for place in WORDS] == before
    command.downgrade(migrations(filled), "019")
    assert _state(filled) == at_019


@pytest.mark.parametrize("revision", ["015", "016", "020"])
def test_what_is_done_already_is_found_done(
    filled: sa.Connection, migrations: Configured, revision: str
) -> None:
    config = migrations(filled)
    module = ScriptDirectory.from_config(config).get_revision(revision).module
    for move, way in ((command.upgrade, module.upgrade), (command.downgrade, module.downgrade)):
        move(config, revision if way is module.upgrade else module.down_revision)
        before = _state(filled)
        context = MigrationContext.configure(filled, opts={"target_metadata": metadata})
        with Operations.context(context):
            way()
        assert _state(filled) == before


def test_what_is_none_of_the_words_is_refused(migrated: sa.Connection) -> None:
    with pytest.raises(sa.exc.DataError, match='sessionstatus: "opened"'):
        migrated.exec_driver_sql("INSERT INTO sessions (goal, status) VALUES ('x', 'opened')")


def _values(connection: sa.Connection, table: str, column: str) -> Sequence[Any]:
    """In the order of the keys; an enum's labels as text."""
    value = f"CASE WHEN pg_typeof({column})::text IN ('json', 'jsonb') THEN to_jsonb({column})"
    value += f" ELSE to_jsonb({column}::text) END"
    return connection.scalars(sa.text(f"SELECT {value} FROM {table} ORDER BY id")).all()


def _type(connection: sa.Connection, table: str, column: str) -> str:
    found = sa.text(f"SELECT DISTINCT pg_typeof({column})::text FROM {table}")
    return str(connection.scalars(found).one())


def _state(connection: sa.Connection) -> tuple[str, ...]:
    connection.commit()
    lines = fingerprint(connection).lines
    connection.rollback()
    return lines
