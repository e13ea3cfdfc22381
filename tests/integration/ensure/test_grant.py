"""`ensure.grant` and `no_grant`: twice is once, and what is absent has no privileges."""

from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa

from toolkit import ensure
from toolkit.catalog.fingerprint import Fingerprint, fingerprint
from toolkit.catalog.sql import ident, run

Twice = Callable[[sa.Connection, Callable[[], object]], Fingerprint]

HOSTILE = "a\".b 'c' \\ %s :d $hive$ Ü"
BASE = (
    "CREATE TABLE t (a int, b int); CREATE FUNCTION f(int) RETURNS int AS 'SELECT 1' LANGUAGE sql"
)


@pytest.fixture
def roles(inside: sa.Connection) -> list[str]:
    run(inside, f"{BASE}; CREATE ROLE ensure_grant_reader; CREATE ROLE {ident(HOSTILE)}")
    return ["ensure_grant_reader", HOSTILE]


def _every(roles: list[str]) -> Iterator[tuple[str, str, str | list[str]]]:
    yield "SELECT, INSERT", "TABLE t", roles
    yield "UPDATE (a)", "TABLE t", HOSTILE
    yield "USAGE", "SCHEMA public", "ensure_grant_reader"
    yield "ALL", "FUNCTION f(int)", "ensure_grant_reader"
    yield "TRIGGER", "t", ["PUBLIC", "CURRENT_USER"]


def test_granted_and_taken_back(
    inside: sa.Connection, once_is_twice: Twice, roles: list[str]
) -> None:
    before = fingerprint(inside)
    for privileges, on, to in _every(roles):
        once = once_is_twice(inside, lambda: ensure.grant(privileges, on, to))  # noqa: B023
    assert f"TABLE public.t.{HOSTILE}" in "\n".join(once.lines).replace("\\\\", "\\").replace(
        ident(HOSTILE), HOSTILE
    )
    for privileges, on, to in _every(roles):
        once_is_twice(inside, lambda: ensure.no_grant(privileges, on, to))  # noqa: B023
    assert before.difference(fingerprint(inside)) == ""


def test_more_privileges_stay(inside: sa.Connection, roles: list[str]) -> None:
    ensure.grant("ALL", "TABLE t", roles, with_grant_option=True)
    before = fingerprint(inside)
    assert "WITH GRANT OPTION" in "\n".join(before.lines)
    ensure.grant("SELECT", "TABLE t", roles)
    assert before.difference(fingerprint(inside)) == ""


def test_autocommitted(autocommitted: sa.Connection, once_is_twice: Twice) -> None:
    run(autocommitted, BASE)
    once_is_twice(autocommitted, lambda: ensure.grant("SELECT", "TABLE t", "PUBLIC"))
    once_is_twice(autocommitted, lambda: ensure.no_grant("SELECT", "TABLE t", "PUBLIC"))


@pytest.mark.parametrize(
    "gone",
    [
        ("SELECT", "TABLE gone", "PUBLIC"),
        ("SELECT (gone)", "TABLE t", "PUBLIC"),
        ("USAGE", "SEQUENCE gone", "PUBLIC"),
        ("USAGE", "SCHEMA gone", "PUBLIC"),
        ("SELECT", "TABLE gone.t", "PUBLIC"),
        ("SELECT", "ALL TABLES IN SCHEMA gone", "PUBLIC"),
        ("EXECUTE", "FUNCTION gone(int)", "PUBLIC"),
        ("EXECUTE", "FUNCTION f(gone)", "PUBLIC"),
        ("USAGE", "TYPE gone", "PUBLIC"),
        ("USAGE", "LANGUAGE gone", "PUBLIC"),
        ("CONNECT", "DATABASE gone", "PUBLIC"),
        ("SELECT", "TABLE t", "gone"),
    ],
)
def test_nothing_is_taken_from_what_is_absent(
    inside: sa.Connection, roles: list[str], gone: tuple[str, str, str]
) -> None:
    before = fingerprint(inside)
    ensure.no_grant(*gone)
    assert before.difference(fingerprint(inside)) == ""


def test_one_role_that_is_gone_keeps_no_other_from_losing(
    inside: sa.Connection, roles: list[str]
) -> None:
    before = fingerprint(inside)
    ensure.grant("SELECT", "TABLE t", roles)
    ensure.no_grant("SELECT", "TABLE t", ["gone", *roles])
    assert before.difference(fingerprint(inside)) == ""
