"""A session that is used again is as good as a new one, and gone at once when it is to go."""

import pytest
import sqlalchemy as sa

from toolkit.database.connect import dial
from toolkit.replay.line import Line

LEFT_BEHIND = (
    "SET statement_timeout = '7s'",
    "CREATE TEMP TABLE basket (id int)",
    "SELECT pg_advisory_lock(7)",
    "PREPARE question AS SELECT 1",
    "SET ROLE pg_monitor",
)


def asked(line: Line, sql: str) -> object:
    with line.connected() as (_, connection):
        return connection.exec_driver_sql(sql).scalar()


@pytest.fixture
def line(database: sa.URL):
    line = Line(database)
    yield line
    line.close()


def test_it_is_the_same_session(line: Line) -> None:
    assert asked(line, "SELECT pg_backend_pid()") == asked(line, "SELECT pg_backend_pid()")


def test_nothing_is_left_of_who_had_it_before(line: Line) -> None:
    fresh = asked(line, "SHOW lock_timeout")
    with line.connected() as (_, connection):
        for statement in LEFT_BEHIND:
            connection.exec_driver_sql(statement)
        connection.commit()
        connection.execution_options(isolation_level="AUTOCOMMIT")
    with line.connected() as (session, connection):
        assert not session.raw.autocommit
        left = connection.exec_driver_sql(
            "SELECT current_setting('statement_timeout'), to_regclass('basket')::text, current_user"
            " = session_user, (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"
            " AND pid = pg_backend_pid()),"
            " (SELECT count(*) FROM pg_prepared_statements WHERE from_sql)"
        ).one()
    assert tuple(left) == ("0", None, True, 0, 0)
    assert asked(line, "SHOW lock_timeout") == fresh


def test_what_was_not_committed_is_gone(line: Line) -> None:
    asked(line, "SELECT 1 FROM (SELECT set_config('hive.word', 'said', false)) s")
    with line.connected() as (_, connection):
        connection.exec_driver_sql("CREATE TABLE basket (id int)")
    assert asked(line, "SELECT to_regclass('basket')::text") is None


def test_another_one_takes_the_place_of_one_that_was_closed(line: Line) -> None:
    with line.connected() as (session, _):
        session.raw.close()
    assert asked(line, "SELECT 1") == 1


def test_one_that_failed_is_not_used_again(line: Line) -> None:
    before = asked(line, "SELECT pg_backend_pid()")
    with pytest.raises(sa.exc.DBAPIError):
        asked(line, "SELECT 1 / 0")
    assert asked(line, "SELECT pg_backend_pid()") != before


def test_its_process_is_gone_when_it_is_closed(line: Line, database: sa.URL) -> None:
    with dial(database).raw as other:
        for _ in range(20):
            pid = asked(line, "SELECT pg_backend_pid()")
            line.close()
            found = other.execute("SELECT FROM pg_stat_activity WHERE pid = %s", (pid,))
            assert found.fetchone() is None
