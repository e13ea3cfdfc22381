"""`ensure.primary_key` and `exclude`: each row of the decision table."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from toolkit import ensure
from toolkit.catalog.fingerprint import fingerprint
from toolkit.catalog.sql import ident, run
from toolkit.errors import DriftError

Twice = Callable[[sa.Connection, Callable[[], object]], Any]

BASE = "CREATE TABLE t (a int, b int, r int4range)"
HOSTILE = "ke\"y 'me' %s :c $hive$ Ü"


def declare() -> None:
    ensure.primary_key("pk", "t", ["a", "b"])
    ensure.exclude("ex", "t", (sa.column("r"), "&&"), using="gist", where=sa.text("a > 0"))


@pytest.fixture
def based(inside: sa.Connection) -> sa.Connection:
    run(inside, BASE)
    return inside


def test_absent_and_equal(based: sa.Connection, once_is_twice: Twice) -> None:
    seen = once_is_twice(based, declare)
    assert "constraint public.t.pk: PRIMARY KEY (a, b)" in seen.lines
    assert any("EXCLUDE USING gist (r WITH &&) WHERE" in line for line in seen.lines)


def test_autocommitted(autocommitted: sa.Connection, once_is_twice: Twice) -> None:
    run(autocommitted, BASE)
    once_is_twice(autocommitted, declare)


def test_a_key_without_a_name(based: sa.Connection, once_is_twice: Twice) -> None:
    once_is_twice(based, lambda: ensure.primary_key(None, "t", ["a"]))
    run(based, "ALTER TABLE t RENAME CONSTRAINT t_pkey TO other")
    once_is_twice(based, lambda: ensure.primary_key(None, "t", ["a"]))


def test_hostile_names_in_another_schema(inside: sa.Connection, once_is_twice: Twice) -> None:
    name = ident(HOSTILE)
    run(inside, f"CREATE SCHEMA {name}")
    run(inside, f"CREATE TABLE {name}.{name} ({name} int, r int4range)")

    def hostile() -> None:
        ensure.primary_key(f"{HOSTILE}1", HOSTILE, [HOSTILE], schema=HOSTILE)
        ensure.exclude(f"{HOSTILE}2", HOSTILE, (sa.column("r"), "&&"), using="gist", schema=HOSTILE)

    once_is_twice(inside, hostile)


@pytest.mark.parametrize("name", ["pk", "ex"])
def test_broken_is_rebuilt(based: sa.Connection, name: str) -> None:
    declare()
    whole = fingerprint(based)
    run(based, f"UPDATE pg_index SET indisvalid = false WHERE indexrelid = '{name}'::regclass")
    assert whole.difference(fingerprint(based))
    declare()
    assert whole.difference(fingerprint(based)) == ""


def test_less_is_added_and_more_is_left(based: sa.Connection, once_is_twice: Twice) -> None:
    declare()
    whole = fingerprint(based)
    run(based, "ALTER TABLE t DROP CONSTRAINT ex")
    declare()
    assert whole.difference(fingerprint(based)) == ""
    run(based, "ALTER TABLE t ADD CONSTRAINT more UNIQUE (b)")
    once_is_twice(based, declare)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("pk", "PRIMARY KEY (b, a)"),
        ("pk", "UNIQUE (a, b)"),
        ("pk", "PRIMARY KEY (a, b) DEFERRABLE"),
        ("ex", "EXCLUDE USING gist (r WITH =) WHERE (a > 0)"),
        ("ex", "EXCLUDE USING gist (r WITH &&)"),
        ("ex", "EXCLUDE USING gist (r WITH &&) WHERE (a > 1)"),
    ],
)
def test_different_is_drift(based: sa.Connection, name: str, other: str) -> None:
    declare()
    run(based, f"ALTER TABLE t DROP CONSTRAINT {name}")
    run(based, f"ALTER TABLE t ADD CONSTRAINT {name} {other}")
    before = fingerprint(based)
    with pytest.raises(DriftError, match=rf"constraint public\.t\.{name}\b") as caught:
        declare()
    assert before.difference(fingerprint(based)) == ""
    assert "found:" in caught.value.why


def test_another_name_is_drift(based: sa.Connection) -> None:
    run(based, "ALTER TABLE t ADD CONSTRAINT old PRIMARY KEY (a, b)")
    with pytest.raises(DriftError, match=r'[Rr]ename it from "old" to "pk"'):
        declare()


def test_a_name_that_an_index_of_another_table_has(based: sa.Connection) -> None:
    run(based, "CREATE TABLE u (a int); CREATE INDEX pk ON u (a)")
    with pytest.raises(DriftError, match=r"INDEX on public\.u"):
        declare()


def test_rows_in_the_way_are_named_and_kept(based: sa.Connection) -> None:
    run(based, "INSERT INTO t VALUES (1, 7), (1, 7)")
    with pytest.raises(DriftError, match="rows that do not allow it"), based.begin_nested():
        declare()
    assert run(based, "SELECT count(*) FROM t") == [(2,)]
