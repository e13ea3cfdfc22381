"""`ensure.unique`, `check`, `foreign_key`: each row of the decision table."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from toolkit import ensure
from toolkit.catalog.fingerprint import fingerprint
from toolkit.errors import DriftError

Twice = Callable[[sa.Connection, Callable[[], object]], Any]

BASE = "CREATE TABLE u (a int, b int, UNIQUE (a, b)); CREATE TABLE t (a int, b int, c text)"


def declare() -> None:
    ensure.unique("uq", "t", ["a", "b"], postgresql_nulls_not_distinct=True)
    ensure.unique("uq2", "t", ["b"], deferrable=True, initially="DEFERRED")
    ensure.check("ck", "t", "c IN ('x:y', '100%') AND a > 0")
    ensure.check("ck2", "t", sa.column("c").like("a%"))
    ensure.foreign_key("fk", "t", "u", ["a", "b"], ["a", "b"], ondelete="SET NULL", match="FULL")
    ensure.foreign_key("fk2", "t", "u", ["a", "b"], ["a", "b"], ondelete="SET NULL (b)",
                       onupdate="CASCADE", deferrable=True)  # fmt: skip


def nameless() -> None:
    ensure.unique(None, "t", ["c"])
    ensure.check(None, "t", "b > 0")
    ensure.foreign_key(None, "t", "u", ["a", "b"], ["a", "b"])


@pytest.fixture
def based(inside: sa.Connection) -> sa.Connection:
    inside.exec_driver_sql(BASE)
    return inside


def test_absent_and_equal(inside: sa.Connection, once_is_twice: Twice) -> None:
    inside.exec_driver_sql(BASE)
    once_is_twice(inside, declare)


def test_without_names(inside: sa.Connection, once_is_twice: Twice) -> None:
    inside.exec_driver_sql(BASE)
    once_is_twice(inside, nameless)


def test_names_that_postgresql_chose_may_differ(based: sa.Connection) -> None:
    nameless()
    based.exec_driver_sql("ALTER TABLE t RENAME CONSTRAINT t_b_check TO other")
    before = fingerprint(based)
    nameless()
    assert before.difference(fingerprint(based)) == ""


def test_autocommitted(autocommitted: sa.Connection, once_is_twice: Twice) -> None:
    autocommitted.exec_driver_sql(BASE)
    once_is_twice(autocommitted, declare)


def test_another_schema_and_hostile_names(inside: sa.Connection, once_is_twice: Twice) -> None:
    n = 'a" b %s :c'
    q = '"a"" b %%s :c"'
    inside.exec_driver_sql(f"CREATE SCHEMA {q}; CREATE TABLE {q}.{q} ({q} int)")

    def hostile() -> None:
        ensure.unique(f"uq {n}", n, [n], schema=n)
        ensure.check(f"ck {n}", n, sa.column(n) > 0, schema=n)
        ensure.foreign_key(f"fk {n}", n, n, [n], [n], source_schema=n, referent_schema=n)

    once_is_twice(inside, hostile)


@pytest.mark.parametrize(
    "unchecked",
    [
        "ALTER TABLE t DROP CONSTRAINT ck; ALTER TABLE t ADD CONSTRAINT ck"
        " CHECK (c IN ('x:y', '100%%') AND a > 0) NOT VALID",
        "ALTER TABLE t DROP CONSTRAINT fk; ALTER TABLE t ADD CONSTRAINT fk FOREIGN KEY (a, b)"
        " REFERENCES u (a, b) MATCH FULL ON DELETE SET NULL NOT VALID",
    ],
)
def test_broken_is_validated(based: sa.Connection, unchecked: str) -> None:
    declare()
    whole = fingerprint(based)
    based.exec_driver_sql(unchecked)
    assert whole.difference(fingerprint(based))
    declare()
    assert whole.difference(fingerprint(based)) == ""


def test_rows_in_the_way_of_validation_are_named(based: sa.Connection) -> None:
    based.exec_driver_sql(
        "INSERT INTO t (b) VALUES (-7); ALTER TABLE t ADD CONSTRAINT k CHECK (b > 0) NOT VALID"
    )
    with pytest.raises(DriftError, match="cannot be finished: there are rows"):
        ensure.check("k", "t", "b > 0")


def test_declared_not_valid_is_left_so(based: sa.Connection, once_is_twice: Twice) -> None:
    def unchecked() -> None:
        ensure.check("k", "t", "b > 0", postgresql_not_valid=True)
        ensure.foreign_key("f", "t", "u", ["a", "b"], ["a", "b"], postgresql_not_valid=True)

    once_is_twice(based, unchecked)
    based.exec_driver_sql("ALTER TABLE t VALIDATE CONSTRAINT k")
    unchecked()


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("uq", "UNIQUE (a, b)"),
        ("uq", "UNIQUE NULLS NOT DISTINCT (b, a)"),
        ("uq2", "UNIQUE (b)"),
        ("ck", "CHECK (c IN ('x:y') AND a > 0)"),
        ("ck", "UNIQUE (c)"),
        ("fk", "FOREIGN KEY (a, b) REFERENCES u (a, b) ON DELETE SET NULL"),
        ("fk", "FOREIGN KEY (a, b) REFERENCES u (a, b) MATCH FULL"),
        ("fk", "FOREIGN KEY (b, a) REFERENCES u (a, b) MATCH FULL ON DELETE SET NULL"),
        ("fk2", "FOREIGN KEY (a, b) REFERENCES u (a, b) ON UPDATE CASCADE"
         " ON DELETE SET NULL DEFERRABLE"),
        ("fk2", "FOREIGN KEY (a, b) REFERENCES u (a, b) ON UPDATE CASCADE"
         " ON DELETE SET NULL (b) DEFERRABLE INITIALLY DEFERRED"),
    ],
)  # fmt: skip
def test_different_is_drift(based: sa.Connection, name: str, other: str) -> None:
    declare()
    based.exec_driver_sql(
        f"ALTER TABLE t DROP CONSTRAINT {name}; ALTER TABLE t ADD CONSTRAINT {name} {other}"
    )
    before = fingerprint(based)
    with pytest.raises(DriftError, match=rf"constraint public\.t\.{name}\b"):
        declare()
    assert before.difference(fingerprint(based)) == ""


def test_a_key_to_another_schema_s_table_is_different(based: sa.Connection) -> None:
    based.exec_driver_sql("CREATE SCHEMA o; CREATE TABLE o.u (a int UNIQUE)")
    ensure.foreign_key("k", "t", "u", ["a"], ["a"], referent_schema="o")
    ensure.foreign_key("k", "t", "u", ["a"], ["a"], referent_schema="o")
    with pytest.raises(DriftError, match=r'"o"\."u"'):
        ensure.foreign_key("k", "t", "u", ["a"], ["a"])


@pytest.mark.parametrize("side", ["t", "u"])
def test_a_key_that_is_switched_off_is_different(based: sa.Connection, side: str) -> None:
    def key() -> None:
        ensure.foreign_key("k", "t", "u", ["a", "b"], ["a", "b"])

    key()
    based.exec_driver_sql(f"ALTER TABLE {side} DISABLE TRIGGER ALL")
    with pytest.raises(DriftError, match="DISABLED"):
        key()
    based.exec_driver_sql(f"ALTER TABLE {side} ENABLE TRIGGER ALL")
    key()


def test_a_key_over_periods_is_different(committing: sa.Connection) -> None:
    """PostgreSQL 18 and later have them."""
    committing.exec_driver_sql(
        "CREATE EXTENSION btree_gist; CREATE TABLE v (a int, r int4range, UNIQUE (a, r),"
        " UNIQUE (a, r WITHOUT OVERLAPS)); CREATE TABLE w (a int, r int4range,"
        " CONSTRAINT k FOREIGN KEY (a, PERIOD r) REFERENCES v (a, PERIOD r))"
    )
    with pytest.raises(DriftError, match="PERIOD"):
        ensure.foreign_key("k", "w", "v", ["a", "r"], ["a", "r"])
