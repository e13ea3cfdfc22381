"""The platform, damaged in every way that loses nothing, and brought back with its rows."""

import pytest
import sqlalchemy as sa

from toolkit.bootstrap.run import bootstrap
from toolkit.catalog.fingerprint import fingerprint
from toolkit.errors import DriftError
from toolkit.findings import Silence, Status, converged
from toolkit.platform.models import metadata
from toolkit.setup.declared import blueprint
from toolkit.setup.diagnosing import diagnosed
from toolkit.setup.drifting import differences
from toolkit.setup.hive import Hive
from toolkit.setup.repairing import adopted, declared

DAMAGE = (
    "DROP INDEX ix_tasks_session_id",
    "ALTER TABLE tasks DROP CONSTRAINT ck_tasks_times",
    "ALTER TABLE tasks DROP CONSTRAINT fk_tasks_agent_id",
    "ALTER TABLE sessions DROP CONSTRAINT fk_sessions_agent_id",
    "ALTER TABLE sessions ADD CONSTRAINT fk_sessions_agent_id FOREIGN KEY (agent_id)"
    " REFERENCES agents ON DELETE SET NULL NOT VALID",
    "COMMENT ON TABLE agents IS NULL",
    "DROP FUNCTION search_documents",
    "ALTER TABLE task_dependencies DISABLE TRIGGER USER",
    "SET allow_system_table_mods = on",
    "UPDATE pg_index SET indisvalid = false"
    " WHERE indexrelid = 'ix_messages_conversation_id_sent_at'::regclass",
    "DELETE FROM pg_enum WHERE enumlabel = 'risky'",
    "ALTER TYPE agentstatus ADD VALUE 'dreaming'",
)
EXTRA = "agentstatus"


def lines(connection: sa.Connection) -> set[str]:
    found = set(fingerprint(connection).lines)
    connection.rollback()
    return found


def catalog(found: set[str]) -> set[str]:
    return {one for one in found if not one.startswith("rows ")}


def execute(connection: sa.Connection, *statements: str) -> None:
    for one in statements:
        connection.exec_driver_sql(one)
    connection.commit()


def of_extra(found: set[str]) -> bool:
    return all(one.startswith(f"enum public.{EXTRA}: ") for one in found)


@pytest.mark.parametrize("stamped", [True, False])
def test_damaged(hive: Hive, filled: sa.Connection, stamped: bool) -> None:
    before = lines(filled)
    execute(filled, *DAMAGE, *([] if stamped else ["DROP TABLE alembic_version"]))
    found = differences(hive, Silence())
    assert {one.verdict for one in found.differences} >= {"absent", "broken", "less"}
    command = "invoke bootstrap --repair" if stamped else "invoke adopt --repair"
    assert {one.next for one in found.differences} == {command}
    with pytest.raises(DriftError, match="not all of that is there"):
        adopted(hive, Silence())
    if stamped:
        done = bootstrap(hive.target(), declared(hive, repair=True), repair=True)
    else:
        done = adopted(hive, Silence(), repair=True)
    assert converged(done)
    assert of_extra(lines(filled) ^ before)
    assert differences(hive, Silence()).differences == ()
    assert converged(bootstrap(hive.target(), blueprint(hive)))


def test_made_by_create_all(hive: Hive, connection: sa.Connection) -> None:
    execute(connection, *(f'CREATE EXTENSION "{one}"' for one in hive.settings.extensions))
    metadata.create_all(connection)
    execute(connection, "DROP FUNCTION nearest_chunks", "DROP FUNCTION refuse_circle CASCADE",
            "DROP INDEX ix_documents_title")  # fmt: skip
    mended, stamp = adopted(hive, Silence(), repair=True)
    assert len(mended.changes) > 3
    assert stamp.changes == ("stamp 020, where it said nothing",)
    assert stamp.notes == ("public.roles is empty, where 020 leaves rows: make them",)
    assert converged(bootstrap(hive.target(), blueprint(hive)))
    assert diagnosed(hive, Silence()).wrong == []


def test_rows_in_the_way_are_told_and_the_stamp_is_left(hive: Hive, filled: sa.Connection) -> None:
    execute(
        filled,
        "DROP TABLE alembic_version",
        "ALTER TABLE tasks DROP CONSTRAINT ck_tasks_title",
        "UPDATE tasks SET title = '' WHERE title = 'Find clover'",
    )
    there = lines(filled)
    with pytest.raises(DriftError, match="there are rows that do not allow it"):
        adopted(hive, Silence(), repair=True)
    assert lines(filled) == there
    assert not sa.inspect(filled).has_table("alembic_version")


def test_somewhere_else_nothing_is_mended(hive: Hive, filled: sa.Connection) -> None:
    """The stamp says 020, and what is there is much less."""
    tables = "custom_commands", "command_policies", "command_executions", "scheduled_tasks"
    execute(filled, *(f"DROP TABLE {one} CASCADE" for one in tables))
    execute(filled, "DROP FUNCTION search_documents")
    there = lines(filled)
    done = bootstrap(hive.target(), declared(hive, repair=True), repair=True)
    assert {one.name for one in done if one.status is Status.FAILED} == {"revisions"}
    assert lines(filled) == there


def test_orphan_types_are_no_obstacle(hive: Hive, filled: sa.Connection) -> None:
    """Types alone, equal to the declared: the tables went away, and the stamp with them."""
    whole = catalog(lines(filled))
    execute(
        filled, *(f'DROP TABLE "{one}" CASCADE' for one in sa.inspect(filled).get_table_names())
    )
    assert converged(bootstrap(hive.target(), blueprint(hive)))
    assert catalog(lines(filled)) == whole
