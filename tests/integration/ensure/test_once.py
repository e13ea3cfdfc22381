"""`ensure.once`: changes of data that run a single time, and nothing but data."""

import uuid
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy.dialects.postgresql import JSONB

from toolkit import ensure
from toolkit.catalog.fingerprint import fingerprint
from toolkit.catalog.sql import run
from toolkit.errors import UsageError

KEY = "double 100% of 'them' :now $hive$"
DOUBLE = "UPDATE accounts SET euros = euros * 2 WHERE name <> '100%:x'"


@pytest.fixture
def accounts(inside: sa.Connection) -> sa.Connection:
    run(inside, "CREATE TABLE accounts (name text, euros int)")
    run(inside, "INSERT INTO accounts VALUES ('a', 1), ('b', 20)")
    return inside


def euros(connection: sa.Connection) -> list[int]:
    return [one for (one,) in run(connection, "SELECT euros FROM accounts ORDER BY 1")]


def test_runs_a_single_time(accounts: sa.Connection) -> None:
    for _ in range(3):
        ensure.once(KEY, DOUBLE, "INSERT INTO accounts VALUES ('c', 7)")
    assert euros(accounts) == [2, 7, 40]


def test_each_tenant_has_it_done(inside: sa.Connection) -> None:
    """Their version tables lie in schemas of their own, of which one is named after another."""
    for tenant in ("public", "one", "two"):
        run(inside, f"CREATE SCHEMA IF NOT EXISTS {tenant}")
        run(inside, f"SET LOCAL search_path = {tenant}")
        run(inside, "CREATE TABLE alembic_version (version_num text)")
        run(inside, "CREATE TABLE accounts (name text, euros int)")
        run(inside, "INSERT INTO accounts VALUES ('a', 1)")
    for tenant in ("public", "one", "two", "one"):
        run(inside, f"SET LOCAL search_path = {tenant}")
        ensure.once(KEY, DOUBLE)
        for _ in ensure.first_time("block"):
            run(inside, DOUBLE)
        assert euros(inside) == [4]
    assert run(inside, "SELECT key FROM hive.once WHERE key LIKE '%block' ORDER BY 1") == [
        ("block",), ("one: block",), ("two: block",)
    ]  # fmt: skip
    ensure.no_once(KEY)
    ensure.once(KEY, DOUBLE)
    assert euros(inside) == [8]


def test_values_of_columns_without_a_type(inside: sa.Connection) -> None:
    run(
        inside,
        "CREATE TABLE things (a text, b int, c bool, d jsonb, e uuid, f timestamptz, g date[])",
    )
    things = sa.table("things", *(sa.column(name) for name in "abcdefg"))
    typed = sa.table("things", sa.column("d", JSONB), sa.column("e", sa.Uuid), sa.column("b"))
    when, who = datetime(2026, 1, 2, tzinfo=UTC), uuid.uuid4()
    row = {"a": "it's", "b": 7, "c": True, "e": who, "f": when, "g": [when.date()]}
    ensure.once("first", sa.insert(things).values([row, row | {"a": None, "c": False}]))
    ensure.once("second", sa.insert(typed).values([{"d": {"x": [1]}, "e": who, "b": 1.0}]))
    ensure.once("third", sa.update(things).where(things.c.b == 7).values(b=things.c.b + 1))
    found = run(inside, "SELECT a, b, c, d, e::text, f, g FROM things ORDER BY b DESC, a")
    assert [tuple(one) for one in found] == [
        ("it's", 8, True, None, str(who), when, [when.date()]),
        (None, 8, False, None, str(who), when, [when.date()]),
        (None, 1, None, {"x": [1]}, str(who), None, None),
    ]


def test_another_key_is_another_change(accounts: sa.Connection) -> None:
    ensure.once("first", DOUBLE)
    ensure.once("second", DOUBLE)
    assert euros(accounts) == [4, 80]


def test_forgotten_it_runs_again(accounts: sa.Connection) -> None:
    ensure.no_once(KEY)
    ensure.once(KEY, DOUBLE)
    for _ in range(2):
        ensure.no_once(KEY)
    ensure.once(KEY, DOUBLE)
    assert euros(accounts) == [4, 80]


def test_statements_of_sqlalchemy(accounts: sa.Connection) -> None:
    table = sa.table("accounts", sa.column("name", sa.Text), sa.column("euros", sa.Integer))
    for _ in range(2):
        ensure.once(KEY, table.update().values(euros=table.c.euros + 1).where(table.c.name == "a"))
    assert euros(accounts) == [2, 20]


def test_what_fails_is_not_remembered(accounts: sa.Connection) -> None:
    with pytest.raises(sa.exc.DataError, match="division by zero"), accounts.begin_nested():
        ensure.once(KEY, DOUBLE, "UPDATE accounts SET euros = 1 / 0")
    assert euros(accounts) == [1, 20]
    ensure.once(KEY, DOUBLE)
    assert euros(accounts) == [2, 40]


@pytest.mark.parametrize(
    "ddl",
    [
        "CREATE TABLE other (a int)",
        "ALTER TABLE accounts ADD COLUMN more int",
        "DO $$ BEGIN EXECUTE 'CREATE INDEX hidden ON accounts (euros)'; END $$",
        "COMMENT ON TABLE accounts IS 'changed'",
        "GRANT SELECT ON accounts TO PUBLIC",
    ],
)
def test_refused_around_ddl(accounts: sa.Connection, ddl: str) -> None:
    before = fingerprint(accounts)
    with pytest.raises(UsageError, match="changes the schema"), accounts.begin_nested():
        ensure.once(KEY, DOUBLE, ddl)
    assert before.difference(fingerprint(accounts)) == ""


def test_autocommitted_all_or_nothing(autocommitted: sa.Connection) -> None:
    run(autocommitted, "CREATE TABLE accounts (name text, euros int)")
    run(autocommitted, "INSERT INTO accounts VALUES ('a', 1)")
    with pytest.raises(sa.exc.DataError):
        ensure.once(KEY, DOUBLE, "UPDATE accounts SET euros = 1 / 0")
    assert euros(autocommitted) == [1]
    for _ in range(2):
        ensure.once(KEY, DOUBLE)
    assert euros(autocommitted) == [2]


def test_our_schema_never_becomes_the_first_of_a_role(database: sa.URL) -> None:
    admin = sa.create_engine(database, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with admin.connect() as connection:
        run(connection, "SET ROLE NONE")
        ((there,),) = run(connection, "SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = 'hive')")
        if not there:
            run(connection, "CREATE ROLE hive LOGIN SUPERUSER")
        run(connection, "SET SESSION AUTHORIZATION hive")
        with (
            Operations.context(MigrationContext.configure(connection)),
            pytest.raises(sa.exc.ProgrammingError, match="first of the search_path"),
        ):
            ensure.once(KEY, "SELECT 1")
        assert run(connection, "SELECT to_regnamespace('hive')") == [(None,)]
