"""What is no drift: what another session makes at once, what a role may not."""

import io
import threading
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy.exc import DBAPIError, IntegrityError, ProgrammingError
from tenacity import retry, stop_after_delay, wait_none

from toolkit import ensure
from toolkit.catalog.sql import run, sqlstate


def script(declare: Callable[[], object]) -> str:
    out = io.StringIO()
    opts = {"as_sql": True, "output_buffer": out, "literal_binds": True}
    context = MigrationContext.configure(dialect_name="postgresql", opts=opts)
    with Operations.context(context):
        declare()
    return out.getvalue()


@retry(stop=stop_after_delay(30), wait=wait_none(), reraise=True)
def wait_until_one_waits(connection: sa.Connection) -> None:
    run(connection, "SELECT 1 / count(*) FROM pg_locks WHERE NOT granted")


def test_what_another_session_makes_at_the_same_time(
    database: sa.URL, connection: sa.Connection
) -> None:
    text = script(lambda: ensure.enum("mood", "a"))
    raised: list[DBAPIError] = []

    def other() -> None:
        with sa.create_engine(database, poolclass=sa.NullPool).connect() as second:
            try:
                run(second, text)
            except DBAPIError as error:
                raised.append(error)

    run(connection, text)
    thread = threading.Thread(target=other)
    thread.start()
    engine = sa.create_engine(database, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as third:
        wait_until_one_waits(third)
    connection.commit()
    thread.join()
    assert [type(one) for one in raised] == [IntegrityError]
    assert "rows" not in str(raised[0].orig)


def test_what_a_role_may_not(inside: sa.Connection) -> None:
    run(inside, "CREATE TABLE t (a int)")
    run(inside, "CREATE ROLE nobody_much")
    run(inside, "SET LOCAL ROLE nobody_much")
    for declare in (
        lambda: ensure.column("t", sa.Column("a", sa.Integer)),
        lambda: ensure.alter_column("t", "a", type_=sa.BigInteger()),
    ):
        savepoint = inside.begin_nested()
        with pytest.raises(ProgrammingError, match="permission denied"):
            declare()
        savepoint.rollback()


@pytest.mark.parametrize("name", ["sqlstate", "pgcode"])
def test_drivers_differ_in_where_they_say_it(name: str) -> None:
    orig = Exception("no")
    setattr(orig, name, "HIVE1")
    assert sqlstate(DBAPIError("SELECT", (), orig)) == "HIVE1"


def test_a_dialect_that_no_connection_has_told_otherwise(
    monkeypatch: pytest.MonkeyPatch, uncommitted: sa.Connection
) -> None:
    """SQLAlchemy 2.0 begins with doubled backslashes."""
    monkeypatch.setattr("sqlalchemy.dialects.postgresql.base.PGDialect._backslash_escapes", True,
                        raising=False)  # fmt: skip
    run(uncommitted, "CREATE TABLE t (a text)")
    run(uncommitted, script(lambda: ensure.check("ck", "t", sa.column("a") == "a\\b")))
    ((words,),) = run(uncommitted, "SELECT pg_get_constraintdef(oid) FROM pg_constraint"
                      " WHERE conname = 'ck'")  # fmt: skip
    assert words == r"CHECK ((a = 'a\b'::text))"
