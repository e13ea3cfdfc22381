"""`ensure.function`: each row of the decision table, and what it replaces."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from toolkit import ensure
from toolkit.catalog.fingerprint import Fingerprint, fingerprint
from toolkit.catalog.sql import ident, literal, run
from toolkit.ensure.replacing import Replaces
from toolkit.errors import DriftError

Twice = Callable[[sa.Connection, Callable[[], object]], Fingerprint]

HOSTILE = "a\"(b) 'c' \\ %s :d $hive$ Ü"


def one(body: str = "SELECT 1", **kw: Any) -> None:
    ensure.function("f", "a integer DEFAULT 3, b text[] = '{}'", returns="integer", body=body, **kw)


def declare() -> None:
    one()
    ensure.function("f", "", returns="text", body="SELECT 'other arguments: other function'")
    ensure.function(
        "found",
        "IN query text, VARIADIC more numeric(4,2)[]",
        returns="TABLE (id uuid, rank double precision)",
        body="SELECT gen_random_uuid(), length(query) / 100.0 -- 100%",
        options="STABLE PARALLEL SAFE COST 3 ROWS 7 SET work_mem = '4MB'",
    )
    ensure.function(
        "touch", "", returns="trigger", language="PLpgSQL",
        body="BEGIN\n  NEW.a := 'it''s a \\ :b %s $$ $hive$';\n  RETURN NEW;\nEND",
    )  # fmt: skip


def test_absent_and_equal(inside: sa.Connection, once_is_twice: Twice) -> None:
    once = once_is_twice(inside, declare)
    assert len([line for line in once.lines if line.startswith("function")]) == 4
    assert inside.scalar(sa.text("SELECT f(1) + count(*) FROM found('ab', 1, 2)")) == 2


def test_autocommitted(autocommitted: sa.Connection, once_is_twice: Twice) -> None:
    once_is_twice(autocommitted, declare)
    one("SELECT 2", replaces=True)
    assert autocommitted.scalar(sa.text("SELECT f(1)")) == 2


def test_hostile_names_and_another_schema(inside: sa.Connection, once_is_twice: Twice) -> None:
    run(inside, f"CREATE SCHEMA {ident(HOSTILE)}; CREATE DOMAIN {ident(HOSTILE)} AS int")
    arguments = f"{ident(HOSTILE)} {ident(HOSTILE)}"

    def hostile(body: str = f"SELECT {literal(HOSTILE)}", **kw: Any) -> None:
        ensure.function(HOSTILE, arguments, returns="text", body=body, schema=HOSTILE, **kw)

    once = once_is_twice(inside, hostile)
    assert f"function {HOSTILE}.{HOSTILE}(" in "\n".join(once.lines).replace("\\\\", "\\")
    hostile("SELECT 'new'", replaces=f"SELECT {literal(HOSTILE)}")
    assert once.difference(fingerprint(inside)).count("SELECT 'new'") == 1


@pytest.mark.parametrize(
    "other",
    [
        "CREATE OR REPLACE FUNCTION f(a int = 3, b text[] = '{}') RETURNS int LANGUAGE sql AS '%s'",
        "CREATE OR REPLACE FUNCTION f(a int = 4, b text[] = '{}') RETURNS int LANGUAGE sql"
        " AS 'SELECT 1'",
        "ALTER FUNCTION f(int, text[]) IMMUTABLE",
        "ALTER FUNCTION f(int, text[]) SECURITY DEFINER",
        "ALTER FUNCTION f(int, text[]) SET work_mem = '4MB'",
        "DROP FUNCTION f(int, text[]); CREATE PROCEDURE f(a int = 3, b text[] = '{}')"
        " LANGUAGE sql AS 'SELECT 1'",
    ],
)
def test_different_is_drift_that_shows_both(inside: sa.Connection, other: str) -> None:
    one()
    run(inside, other.replace("%s", "SELECT 1 "))
    before = fingerprint(inside)
    with pytest.raises(DriftError, match=r"function public\.f\(integer, text\[\]\)") as error:
        one()
    assert error.value.why.count("RETURNS integer") + error.value.why.count("PROCEDURE") == 2
    assert "replaces" in error.value.next
    assert before.difference(fingerprint(inside)) == ""


@pytest.mark.parametrize("replaces", [True, "SELECT 1", {"body": "SELECT 1"}])
@pytest.mark.parametrize("first", ["absent", "old", "new"])
def test_replaces_what_it_says(
    inside: sa.Connection, once_is_twice: Twice, replaces: Replaces, first: str
) -> None:
    if first != "absent":
        one("SELECT 1" if first == "old" else "SELECT 2")
    once_is_twice(inside, lambda: one("SELECT 2", replaces=replaces))
    assert inside.scalar(sa.text("SELECT f(1)")) == 2


def test_replaces_other_parts_as_well(inside: sa.Connection, once_is_twice: Twice) -> None:
    one(options="STABLE")
    with pytest.raises(DriftError):
        one("SELECT 2", replaces="SELECT 1")
    once_is_twice(
        inside, lambda: one("SELECT 2", replaces={"body": "SELECT 1", "options": "STABLE"})
    )


def test_neither_new_nor_old_is_drift(inside: sa.Connection) -> None:
    one("SELECT 3")
    before = fingerprint(inside)
    for replaces in (None, False, "SELECT 1", ""):
        with pytest.raises(DriftError, match=r"(?s)SELECT 2.*SELECT 3"):
            one("SELECT 2", replaces=replaces)
        assert before.difference(fingerprint(inside)) == ""


def test_what_postgresql_refuses_is_its_own_error(inside: sa.Connection) -> None:
    one()
    with pytest.raises(DBAPIError, match="cannot change return type"):
        ensure.function(
            "f", "a integer DEFAULT 3, b text[] = '{}'", returns="text", body="", replaces=True
        )


def test_a_body_may_name_what_comes_later_where_the_function_is_there(
    inside: sa.Connection, once_is_twice: Twice
) -> None:
    """The twin's body is never looked into."""
    inside.exec_driver_sql("CREATE TABLE t (a int)")
    declare_it = lambda: ensure.function("g", "", returns="SETOF t", body="TABLE t")  # noqa: E731
    once_is_twice(inside, declare_it)
    inside.exec_driver_sql("ALTER TABLE t RENAME TO u")
    with pytest.raises(DriftError, match='refused by PostgreSQL: type "t" does not exist'):
        declare_it()
