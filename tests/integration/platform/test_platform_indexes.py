"""The indexes of revision 012: each answers what it is for, and a build that failed is repeated."""

from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from toolkit.errors import DriftError

Configured = Callable[[sa.Connection], Config]

ROWS = Path(__file__).parent / "rows"
NEAREST = "embedding <=> array_fill(1, ARRAY[384])::vector"
SOMEONE = "'00000000-0000-0000-0000-000000000000'"

QUESTIONS = [
    ("ix_contexts_embedding_active",
     f"SELECT id FROM contexts WHERE status = 'active' ORDER BY {NEAREST} LIMIT 1"),
    ("ix_tasks_title", "SELECT id FROM tasks WHERE title ~* 'clover'"),
    ("ix_tasks_unfinished", f"SELECT id FROM tasks WHERE agent_id = {SOMEONE}"
     " AND finished_at IS NULL ORDER BY priority DESC"),
    ("ix_messages_content", "SELECT id FROM messages WHERE content ~* 'clover'"),
    ("ix_messages_unread", f"SELECT id FROM messages WHERE recipient_id = {SOMEONE}"
     " AND read_at IS NULL ORDER BY sent_at"),
    ("ix_performance_metrics_labels",
     """SELECT id FROM performance_metrics WHERE labels @> '{"tool": "map"}'"""),
    ("ix_consolidation_jobs_unfinished", "SELECT id FROM consolidation_jobs"
     " WHERE status = 'running' AND finished_at IS NULL"),
    ("ix_issues_title", "SELECT id FROM issues WHERE title ~* 'clover'"),
    ("uq_pull_requests_open", f"SELECT id FROM pull_requests WHERE source_id = {SOMEONE}"
     f" AND target_id = {SOMEONE} AND closed_at IS NULL"),
    ("ix_modifications_undecided", "SELECT id FROM modifications"
     " WHERE status IN ('proposed', 'sandboxed') ORDER BY created_at"),
]  # fmt: skip


@pytest.mark.parametrize(("index", "question"), QUESTIONS, ids=[name for name, _ in QUESTIONS])
def test_each_answers_what_it_is_for(migrated: sa.Connection, index: str, question: str) -> None:
    migrated.exec_driver_sql("SET enable_seqscan = off")
    assert index in _plan(migrated, question)


@pytest.mark.parametrize(
    ("table", "columns", "values"),
    [
        ("agent_events", "agent_id, type", "gen_random_uuid(), 'tool_called'"),
        ("audit_entries", "identity_id, permission, subject, allowed",
         "gen_random_uuid(), 'tasks.work', 'a task', true"),
    ],
)  # fmt: skip
def test_a_day_is_found_among_many(
    migrated: sa.Connection, table: str, columns: str, values: str
) -> None:
    migrated.exec_driver_sql("SET session_replication_role = replica")  # no foreign keys
    migrated.exec_driver_sql(
        f"INSERT INTO {table} ({columns}, occurred_at)"
        f" SELECT {values}, '2026-01-01'::timestamptz + n * interval '1 minute'"
        " FROM generate_series(1, 50000) n"
    )
    migrated.exec_driver_sql(f"ANALYZE {table}")
    day = "occurred_at BETWEEN '2026-01-20' AND '2026-01-21'"
    question = f"SELECT id FROM {table} WHERE {day}"
    assert f"ix_{table}_occurred_at" in _plan(migrated, question)


def test_rows_in_the_way_of_a_build_are_told_and_leave_nothing(
    connection: sa.Connection, migrations: Configured
) -> None:
    """Two open wishes for the same branches."""
    _populate(connection, migrations(connection), "011")
    twice = (
        "INSERT INTO pull_requests (source_id, target_id, title)"
        " SELECT source_id, target_id, 'again' FROM pull_requests WHERE closed_at IS NULL"
    )
    connection.exec_driver_sql(twice)
    connection.commit()
    with pytest.raises(DriftError, match="uq_pull_requests_open"):
        command.upgrade(migrations(connection), "012")
    connection.rollback()
    assert _broken(connection) == []
    connection.exec_driver_sql("DELETE FROM pull_requests WHERE title = 'again'")
    connection.commit()
    command.upgrade(migrations(connection), "012")


def test_a_build_that_a_crash_ended_is_repeated(
    connection: sa.Connection, migrations: Configured
) -> None:
    _populate(connection, migrations(connection), "012")
    name = "uq_pull_requests_open"
    connection.exec_driver_sql(
        f"UPDATE pg_index SET indisvalid = false WHERE indexrelid = '{name}'::regclass"
    )
    connection.commit()
    assert _broken(connection) == [name]
    connection.rollback()
    command.stamp(migrations(connection), "011")
    command.upgrade(migrations(connection), "012")
    assert _broken(connection) == []


def _plan(connection: sa.Connection, question: str) -> str:
    return "\n".join(connection.exec_driver_sql(f"EXPLAIN {question}").scalars())


def _populate(connection: sa.Connection, config: Config, last: str) -> None:
    command.upgrade(config, last)
    for file in sorted(ROWS.glob("*.sql")):
        if file.stem <= last:
            connection.exec_driver_sql(file.read_text())
    connection.commit()


def _broken(connection: sa.Connection) -> list[str]:
    query = sa.text("SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid")
    return [str(name) for name in connection.scalars(query)]
