"""What a failure's text is taken for, and what is never shown."""

import psycopg
import pytest
import sqlalchemy as sa

from toolkit.database.failures import HEALING, Kind, diagnose, explain, heals
from toolkit.database.hints import HINTS, hint
from toolkit.database.migrations_errors import left_at, statement
from toolkit.database.sqlstate import message, sqlstate
from toolkit.errors import ConnectError, PoolerError, ServerVersionError

URL = sa.URL.create("postgresql+psycopg", "app", "s3cret", "db.example", 5432, "shop")

TEXTS = {
    'FATAL:  password authentication failed for user "app"': Kind.PASSWORD,
    "fe_sendauth: no password supplied": Kind.PASSWORD,
    'FATAL:  role "app" does not exist': Kind.ROLE,
    'FATAL:  database "shop" does not exist': Kind.DATABASE,
    'FATAL:  no pg_hba.conf entry for host "::1", user "app", no encryption': Kind.REFUSED_BY_RULE,
    "failed to resolve host 'x': [Errno -2] Name or service not known": Kind.HOST,
    "SSL SYSCALL error: EOF detected": Kind.CLOSED,
    "SSL connection has been closed unexpectedly": Kind.CLOSED,
    "server does not support SSL, but SSL was required": Kind.SSL,
    'invalid sslmode value: "maybe"': Kind.SSL,
    "FATAL:  the database system is starting up": Kind.STARTING,
    "FATAL:  the database system is shutting down": Kind.STARTING,
    "FATAL:  the database system is in recovery mode": Kind.RECOVERY,
    "FATAL:  sorry, too many clients already": Kind.FULL,
    "FATAL:  remaining connection slots are reserved for roles with the SUPERUSER attribute": (
        Kind.FULL
    ),
    'connection to server at "127.0.0.1", port 1 failed: Connection refused': Kind.CLOSED,
    'connection to server on socket "/x/.s.PGSQL.5432" failed: No such file or directory': (
        Kind.CLOSED
    ),
    "connection timeout expired": Kind.CLOSED,
    "FATAL:  das Datenbanksystem startet": Kind.OTHER,
}


@pytest.mark.parametrize(("text", "kind"), TEXTS.items())
def test_a_text_is_known(text, kind):
    assert diagnose(text).kind is kind
    assert heals(psycopg.OperationalError(text)) is (kind in HEALING)


def test_what_is_no_failure_to_connect_does_not_heal():
    assert not heals(ValueError("connection refused"))
    assert not heals(ServerVersionError("PostgreSQL 12 is too old"))


def test_the_error_has_no_password():
    error = explain(psycopg.OperationalError("bad password s3cret"), URL)
    assert isinstance(error, ConnectError)
    assert "s3cret" not in str(error)
    assert 'database "shop" at db.example:5432 as app' in error.what


def test_a_pooler_that_refuses_a_parameter_is_a_pooler():
    text = "FATAL:  unsupported startup parameter: options"
    assert isinstance(explain(psycopg.OperationalError(text), URL), PoolerError)


def test_hints_are_for_states_that_exist():
    assert not [state for state in HINTS if len(state) != 5]
    assert "`enums` must not name what a revision creates" in hint("42710")
    assert hint(None) == hint("XX000") == ""


def failed(sql: str) -> sa.exc.DBAPIError:
    return sa.exc.ProgrammingError(sql, {}, psycopg.errors.DuplicateTable("it exists"))


def test_a_statement_is_shown_short_and_without_its_password():
    assert statement(failed("CREATE ROLE x\n  PASSWORD 'a''b' LOGIN")) == (
        "CREATE ROLE x PASSWORD '***' LOGIN"
    )
    assert len(statement(failed("SELECT " + "1, " * 200))) < 250
    assert statement(ValueError("no SQL at all")) == ""


def test_the_sqlstate_is_found_beneath_other_errors():
    wrapped = RuntimeError("wrapped")
    wrapped.__cause__ = failed("CREATE TABLE x ()")
    assert sqlstate(wrapped) == "42P07"
    assert sqlstate(ValueError()) is None


def test_a_drivers_name_is_no_message():
    class AdaptedError(Exception):
        pass

    error = sa.exc.ProgrammingError("x", {}, AdaptedError("<class 'asyncpg.X'>: it exists\nmore"))
    assert message(error) == "it exists"


def test_where_it_is_left():
    assert left_at((), committed=False).startswith("The database is left at no revision (base);")
    assert "part of the failed revision" in left_at(("a", "b"), committed=True)
