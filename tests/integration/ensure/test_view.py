"""`ensure.view` and `materialized_view`: each row of the decision table, what they replace."""

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
View = Callable[..., None]

BASE = "CREATE TABLE t (id int PRIMARY KEY, note text); INSERT INTO t VALUES (1, 'a:b%'), (2, '')"
HOSTILE = "a\" AS b 'c' \\ %s :d $hive$ Ü"
QUERY = "SELECT id, lower(note) AS note FROM t WHERE note LIKE 'a:b%' -- 100%"
OLD = "SELECT id, note FROM t"

T = sa.table("t", sa.column("id", sa.Integer), sa.column("note", sa.Text))


@pytest.fixture(params=[ensure.view, ensure.materialized_view])
def view(request: pytest.FixtureRequest) -> View:
    made: View = request.param
    return made


def test_absent_and_equal(inside: sa.Connection, once_is_twice: Twice, view: View) -> None:
    run(inside, BASE)
    once_is_twice(inside, lambda: view("v", QUERY))
    assert inside.scalars(sa.text("SELECT note FROM v")).all() == ["a:b%"]


def test_as_a_select(inside: sa.Connection, once_is_twice: Twice, view: View) -> None:
    run(inside, BASE)
    query = sa.select(T.c.id).where(T.c.note.like("a:b%"), T.c.note != "back\\slash 'it'")
    once_is_twice(inside, lambda: view("v", query))
    once_is_twice(inside, lambda: view("v", query.where(T.c.id > 1), replaces=query))
    once_is_twice(inside, lambda: view("v", query.union(sa.select(T.c.id)), replaces=True))
    once_is_twice(inside, lambda: view("w", sa.text("SELECT id FROM t WHERE note <> '\\:x'")))
    assert inside.scalar(sa.text("SELECT count(*) FROM v")) == 2


def test_autocommitted(autocommitted: sa.Connection, once_is_twice: Twice, view: View) -> None:
    run(autocommitted, BASE)
    once_is_twice(autocommitted, lambda: view("v", OLD))
    once_is_twice(autocommitted, lambda: view("v", "SELECT id, 'x' AS note FROM t", replaces=OLD))


def test_hostile_names_and_another_schema(
    inside: sa.Connection, once_is_twice: Twice, view: View
) -> None:
    name = ident(HOSTILE)
    run(inside, f"CREATE SCHEMA {name}; CREATE TABLE {name} ({name} text)")
    query = f"SELECT {name}, {literal(HOSTILE)} AS b FROM {name}"
    once = once_is_twice(inside, lambda: view(HOSTILE, query, schema=HOSTILE))
    other = f"{query} WHERE {name} > ''"
    with pytest.raises(DriftError):
        view(HOSTILE, other, schema=HOSTILE)
    view(HOSTILE, other, schema=HOSTILE, replaces=query)
    assert "WHERE" in once.difference(fingerprint(inside))


@pytest.mark.parametrize(
    "found",
    [
        OLD,
        QUERY.replace("a:b", "a:c"),
        QUERY.replace(" AS note", " AS n"),
        QUERY.replace("id,", "id::bigint AS id,"),
    ],
)
def test_different_is_drift_that_shows_both(inside: sa.Connection, view: View, found: str) -> None:
    run(inside, BASE)
    view("v", found)
    before = fingerprint(inside)
    with pytest.raises(DriftError, match=r"view public\.v") as error:
        view("v", QUERY)
    assert error.value.why.count("SELECT") == 2
    assert "replaces" in error.value.next
    assert before.difference(fingerprint(inside)) == ""


def test_one_is_not_the_other(inside: sa.Connection) -> None:
    run(inside, BASE)
    ensure.view("v", QUERY)
    ensure.materialized_view("m", QUERY)
    for make, name in ((ensure.view, "m"), (ensure.materialized_view, "v")):
        with pytest.raises(DriftError, match="MATERIALIZED VIEW AS"):
            make(name, QUERY)


def test_options_are_a_difference(inside: sa.Connection) -> None:
    run(inside, BASE)
    ensure.view("v", QUERY)
    run(inside, "ALTER VIEW v SET (security_barrier = true)")
    with pytest.raises(DriftError, match="security_barrier"):
        ensure.view("v", QUERY)


def test_options_are_declared(inside: sa.Connection, once_is_twice: Twice) -> None:
    run(inside, BASE)
    options = "security_invoker, check_option = local"
    once_is_twice(inside, lambda: ensure.view("v", OLD, options="security_barrier"))
    with pytest.raises(DriftError, match="check_option=local"):
        ensure.view("v", OLD, options=options)
    old = {"options": "security_barrier"}
    once_is_twice(inside, lambda: ensure.view("v", OLD, options=options, replaces=old))


@pytest.mark.parametrize("replaces", [None, True, "SELECT 1 AS a"])
def test_what_else_has_its_name_stays(
    inside: sa.Connection, view: View, replaces: Replaces
) -> None:
    run(inside, BASE)
    run(inside, "CREATE SEQUENCE s; CREATE INDEX i ON t (note)")
    before = fingerprint(inside)
    for name in ("t", "s", "i"):
        with pytest.raises(DriftError, match=r"found: +(TABLE|SEQUENCE|INDEX)"):
            view(name, "SELECT 1 AS a", replaces=replaces)
    assert before.difference(fingerprint(inside)) == ""


@pytest.mark.parametrize("replaces", [True, OLD, {"query": OLD}])
@pytest.mark.parametrize("first", [None, OLD, QUERY])
def test_replaces_what_it_says(
    inside: sa.Connection, once_is_twice: Twice, view: View, replaces: Replaces, first: str | None
) -> None:
    run(inside, BASE)
    if first:
        view("v", first)
    once = once_is_twice(inside, lambda: view("v", QUERY, replaces=replaces))
    assert "lower(t.note)" in "\n".join(once.lines).replace("lower(note)", "lower(t.note)")


def test_neither_new_nor_old_is_drift(inside: sa.Connection, view: View) -> None:
    run(inside, BASE)
    view("v", "SELECT 3 AS three")
    before = fingerprint(inside)
    for replaces in (None, False, OLD, "SELECT gone FROM t", ""):
        with pytest.raises(DriftError, match=r"lower(.|\n)*three"):
            view("v", QUERY, replaces=replaces)
        assert before.difference(fingerprint(inside)) == ""


def test_what_postgresql_refuses_is_its_own_error(inside: sa.Connection) -> None:
    run(inside, BASE)
    ensure.view("v", OLD)
    with pytest.raises(DBAPIError, match="cannot drop columns from view"):
        ensure.view("v", "SELECT id FROM t", replaces=OLD)


def test_what_stands_on_it_is_never_dropped_with_it(inside: sa.Connection) -> None:
    run(inside, BASE)
    ensure.materialized_view("m", OLD)
    ensure.view("v", "SELECT id FROM m")
    with pytest.raises(DBAPIError, match="depend"):
        ensure.materialized_view("m", QUERY, replaces=OLD)


def _empty(connection: sa.Connection, **kw: Any) -> None:
    run(connection, BASE)
    run(connection, f"CREATE MATERIALIZED VIEW m AS {OLD} WITH NO DATA")


def test_without_data_is_filled(inside: sa.Connection, once_is_twice: Twice) -> None:
    _empty(inside)
    once_is_twice(inside, lambda: ensure.materialized_view("m", OLD))
    assert inside.scalar(sa.text("SELECT count(*) FROM m")) == 2


def test_without_data_is_replaced_too(inside: sa.Connection, once_is_twice: Twice) -> None:
    _empty(inside)
    once_is_twice(inside, lambda: ensure.materialized_view("m", QUERY, replaces=OLD))
    assert inside.scalar(sa.text("SELECT count(*) FROM m")) == 1


def test_indexes_of_a_materialized_view(inside: sa.Connection, once_is_twice: Twice) -> None:
    """They go with the old one, and come again after the new one."""
    run(inside, BASE)

    def declare(query: str, **kw: Any) -> None:
        ensure.materialized_view("m", query, **kw)
        ensure.index("ix", "m", [sa.text("lower(note)")], unique=True)

    once_is_twice(inside, lambda: declare(OLD))
    once_is_twice(inside, lambda: declare(QUERY, replaces=OLD))
