"""`ensure.first_time`: a block of Python that is run a single time, and what it made."""

import io

import pytest
import sqlalchemy as sa
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext

from toolkit import ensure
from toolkit.catalog.sql import run
from toolkit.errors import DriftError, UsageError

KEY = "it's 100% of :them"


@pytest.fixture
def accounts(inside: sa.Connection) -> sa.Connection:
    run(inside, "CREATE TABLE accounts (name text, euros int)")
    run(inside, "INSERT INTO accounts VALUES ('a', 1)")
    return inside


def euros(connection: sa.Connection) -> list[int]:
    return [one for (one,) in run(connection, "SELECT euros FROM accounts ORDER BY 1")]


def doubled(connection: sa.Connection, key: str = KEY) -> None:
    for _ in ensure.first_time(key):
        (one,) = euros(connection)
        run(connection, f"UPDATE accounts SET euros = {2 * one}")


def failing(connection: sa.Connection) -> None:
    for _ in ensure.first_time(KEY):
        run(connection, "UPDATE accounts SET euros = 7")
        raise ZeroDivisionError


def made(connection: sa.Connection) -> None:
    for _ in ensure.first_time(KEY):
        run(connection, "CREATE TABLE other (a int)")
        run(connection, "ALTER TABLE other RENAME a TO b")


def test_the_block_is_run_a_single_time(accounts: sa.Connection) -> None:
    for _ in range(3):
        doubled(accounts)
    assert euros(accounts) == [2]


def test_another_key_is_another_block(accounts: sa.Connection) -> None:
    doubled(accounts)
    doubled(accounts, "another")
    assert euros(accounts) == [4]


def test_forgotten_it_is_run_again(accounts: sa.Connection) -> None:
    doubled(accounts)
    ensure.no_once(KEY)
    doubled(accounts)
    assert euros(accounts) == [4]


def test_what_fails_is_not_remembered(accounts: sa.Connection) -> None:
    with pytest.raises(ZeroDivisionError), accounts.begin_nested():
        failing(accounts)
    assert euros(accounts) == [1]
    doubled(accounts)
    assert euros(accounts) == [2]


def test_what_it_made_is_there_or_drift_says_what_is_gone(inside: sa.Connection) -> None:
    for _ in range(2):
        made(inside)
    run(inside, "ALTER TABLE other ALTER b TYPE bigint")
    made(inside)
    run(inside, "ALTER TABLE other DROP b")
    with pytest.raises(DriftError, match=r"column public\.other\.b\n"):
        made(inside)
    assert run(inside, "SELECT to_regclass('other') IS NULL") == [(False,)]


def test_a_table_of_markers_from_before(accounts: sa.Connection) -> None:
    ensure.once("older", "SELECT 1")
    run(accounts, "ALTER TABLE hive.once DROP made")
    for _ in range(2):
        doubled(accounts)
        ensure.once("older", "UPDATE accounts SET euros = 0")
    assert euros(accounts) == [2]


def test_refused_outside_of_a_transaction(autocommitted: sa.Connection) -> None:
    run(autocommitted, "CREATE TABLE accounts AS SELECT 'a' AS name, 1 AS euros")
    with pytest.raises(UsageError, match="outside of a transaction"):
        doubled(autocommitted)
    assert euros(autocommitted) == [1]


def test_a_script_stops_where_it_was_run_before(accounts: sa.Connection) -> None:
    out = io.StringIO()
    opts = {"as_sql": True, "output_buffer": out}
    with Operations.context(MigrationContext.configure(dialect_name="postgresql", opts=opts)) as op:
        for _ in ensure.first_time(KEY):
            op.execute("UPDATE accounts SET euros = 5")
    run(accounts, out.getvalue())
    with pytest.raises(sa.exc.IntegrityError), accounts.begin_nested():
        run(accounts, out.getvalue())
    assert euros(accounts) == [5]
