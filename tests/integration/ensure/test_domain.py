"""`ensure.domain`, and domains that tables and columns bring with them."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, DOMAIN

from toolkit import ensure
from toolkit.catalog.fingerprint import Fingerprint, fingerprint
from toolkit.catalog.sql import ident, literal, run
from toolkit.errors import DriftError

Twice = Callable[[sa.Connection, Callable[[], object]], Fingerprint]

HOSTILE = "a\" AS b 'c' \\ %s :d $hive$ Ü"


def share(**kw: Any) -> None:
    wanted = {"default": sa.text("0.5"), "check": "VALUE BETWEEN 0 AND 1", "constraint_name": "in"}
    ensure.domain("share", sa.Numeric(4, 3), **{**wanted, **kw})


def declare() -> None:
    share()
    ensure.domain("required", sa.Text, not_null=True, default="it's 100% a:b")
    ensure.domain("both", sa.Text, not_null=True, check="VALUE LIKE 'a:b%'", constraint_name="n")
    ensure.domain("tones", sa.ARRAY(sa.Enum("low", "high", name="tone")))


def test_absent_and_equal(inside: sa.Connection, once_is_twice: Twice) -> None:
    once = once_is_twice(inside, declare)
    assert len([line for line in once.lines if line.startswith("type")]) == 4


def test_autocommitted(autocommitted: sa.Connection, once_is_twice: Twice) -> None:
    once_is_twice(autocommitted, declare)


def test_hostile_names_and_another_schema(inside: sa.Connection, once_is_twice: Twice) -> None:
    run(inside, f"CREATE SCHEMA {ident(HOSTILE)}")

    def hostile(value: str) -> None:
        ensure.domain(
            HOSTILE, sa.Text, schema=HOSTILE, default=value, check=f"VALUE > {literal(value)}",
            constraint_name=HOSTILE,
        )  # fmt: skip

    once_is_twice(inside, lambda: hostile("it's %"))
    with pytest.raises(DriftError):
        hostile("other")


@pytest.mark.parametrize(
    "other",
    [
        "ALTER DOMAIN share SET NOT NULL",
        "ALTER DOMAIN share SET DEFAULT 0.4",
        "ALTER DOMAIN share DROP DEFAULT",
        "DROP DOMAIN share; CREATE DOMAIN share AS numeric(4, 3) DEFAULT 0.5",
        'ALTER DOMAIN share RENAME CONSTRAINT "in" TO other',
        "ALTER DOMAIN share ADD CHECK (VALUE <> 0.2)",
        "DROP DOMAIN share; CREATE DOMAIN share AS numeric(5, 3)",
        "DROP DOMAIN share; CREATE TYPE share AS (a int)",
    ],
)
def test_different_is_drift_that_shows_both(inside: sa.Connection, other: str) -> None:
    share()
    run(inside, other)
    before = fingerprint(inside)
    with pytest.raises(DriftError, match=r"type public\.share") as error:
        share()
    assert "declared: DOMAIN numeric(4,3) DEFAULT 0.5" in error.value.why
    assert "nothing" not in error.value.why
    assert before.difference(fingerprint(inside)) == ""


@pytest.mark.parametrize(
    ("other", "found"),
    [
        ("CREATE TYPE share AS ENUM ('a')", "ENUM"),
        ("CREATE TABLE share (a int)", "TYPE OF A RELATION"),
    ],
)
def test_what_else_has_its_name_stays(inside: sa.Connection, other: str, found: str) -> None:
    run(inside, other)
    with pytest.raises(DriftError, match=f"found: +{found}"):
        share()


def test_collation_is_a_difference(inside: sa.Connection) -> None:
    def column(collation: str | None) -> sa.Column[Any]:
        return sa.Column("a", DOMAIN("words", sa.Text, collation=collation))

    ensure.table("t", column("C"))
    with pytest.raises(DriftError, match=r'COLLATE pg_catalog."C"'):
        ensure.table("u", column(None))


def test_a_name_that_postgresql_found_for_it(inside: sa.Connection, once_is_twice: Twice) -> None:
    """`share_check` is taken in this schema, so that it is called otherwise than in another."""
    run(inside, "CREATE TABLE t (a int CONSTRAINT share_check CHECK (a > 0))")
    once_is_twice(inside, lambda: share(constraint_name=None))
    with pytest.raises(DriftError):
        share()


def test_default_is_known_from_another_search_path(inside: sa.Connection) -> None:
    run(inside, "CREATE SEQUENCE s")
    run(inside, "CREATE DOMAIN drawn AS int DEFAULT nextval('s')")
    before = fingerprint(inside)
    run(inside, "CREATE SCHEMA other; SET LOCAL search_path = other")
    default = sa.text("nextval('public.s')")
    ensure.domain("drawn", sa.Integer, default=default, schema="public")
    run(inside, "SET LOCAL search_path = public; DROP SCHEMA other")
    assert before.difference(fingerprint(inside)) == ""


def _table(name: str) -> None:
    tone = sa.Enum("low", "high", name="tone")
    ensure.table(
        name,
        sa.Column("a", DOMAIN("small", sa.Integer, check="VALUE < 10")),
        sa.Column("b", ARRAY(DOMAIN("toned", tone, not_null=True))),
        sa.Column("c", DOMAIN("known", sa.Integer, create_type=False)),
    )


def test_brought_by_tables_and_columns(inside: sa.Connection, once_is_twice: Twice) -> None:
    ensure.domain("known", sa.Integer)
    once_is_twice(inside, lambda: _table("t"))
    once_is_twice(inside, lambda: _table("u"))
    added = DOMAIN("added", sa.Text, default="x")
    once_is_twice(inside, lambda: ensure.column("t", sa.Column("d", added)))


def test_made_as_op_makes_it(inside: sa.Connection) -> None:
    metadata = sa.MetaData()
    wanted = {"not_null": True, "check": "VALUE < 10", "constraint_name": "c", "default": "7"}
    sa.Table("t", metadata, sa.Column("a", DOMAIN("small", sa.Integer, **wanted)))
    metadata.create_all(inside)
    before = fingerprint(inside)
    ensure.table("t", sa.Column("a", DOMAIN("small", sa.Integer, **wanted)))
    assert before.difference(fingerprint(inside)) == ""
