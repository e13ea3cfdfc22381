"""`ensure.rename_table`: done or to be done; both or neither is drift."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from toolkit import ensure
from toolkit.catalog.fingerprint import fingerprint
from toolkit.catalog.sql import ident, run
from toolkit.errors import DriftError

Twice = Callable[[sa.Connection, Callable[[], object]], Any]

HOSTILE = "re\"name %s 'me' $hive$ Ü"


def test_once_and_again(inside: sa.Connection, once_is_twice: Twice) -> None:
    run(inside, f"CREATE TABLE {ident(HOSTILE)} (a int)")
    seen = once_is_twice(inside, lambda: ensure.rename_table(HOSTILE, "n"))
    assert "table public.n: TABLE" in seen.lines


def test_in_another_schema(inside: sa.Connection, once_is_twice: Twice) -> None:
    run(inside, "CREATE SCHEMA s")
    run(inside, "CREATE TABLE s.o (a int)")
    once_is_twice(inside, lambda: ensure.rename_table("o", "n", schema="s"))


def test_along_the_search_path(inside: sa.Connection, once_is_twice: Twice) -> None:
    run(inside, "CREATE SCHEMA s")
    run(inside, "CREATE TABLE s.o (a int)")
    run(inside, "SET LOCAL search_path = public, s")
    seen = once_is_twice(inside, lambda: ensure.rename_table("o", "n"))
    assert "table s.n: TABLE" in seen.lines


def test_a_view_under_the_old_name(inside: sa.Connection, once_is_twice: Twice) -> None:
    """For those who do not know the new one yet."""
    run(inside, "CREATE TABLE o (a int)")

    def renamed() -> None:
        ensure.rename_table("o", "n")
        run(inside, "CREATE OR REPLACE VIEW o AS SELECT * FROM n")

    once_is_twice(inside, renamed)


def test_two_views_are_drift(inside: sa.Connection) -> None:
    run(inside, "CREATE VIEW o AS SELECT 1 AS a")
    run(inside, "CREATE VIEW n AS SELECT 1 AS a")
    with pytest.raises(DriftError, match=r"table public\.o\.n"):
        ensure.rename_table("o", "n")


@pytest.mark.parametrize("there", [["o", "n"], []])
def test_both_or_neither_is_drift(inside: sa.Connection, there: list[str]) -> None:
    for name in there:
        run(inside, f"CREATE TABLE {name} (a int)")
    before = fingerprint(inside)
    with pytest.raises(DriftError, match=r"table public\.o\.n"):
        ensure.rename_table("o", "n")
    assert before.difference(fingerprint(inside)) == ""


def test_autocommitted(autocommitted: sa.Connection, once_is_twice: Twice) -> None:
    run(autocommitted, "CREATE TABLE o (a int)")
    once_is_twice(autocommitted, lambda: ensure.rename_table("o", "n"))
