"""`ensure.enum` and `enum_value`: each row of the decision table."""

import logging
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import ProgrammingError

from toolkit import ensure
from toolkit.catalog.fingerprint import fingerprint
from toolkit.errors import DriftError

Twice = Callable[[sa.Connection, Callable[[], object]], Any]


def labels(connection: sa.Connection, name: str = "e") -> list[str]:
    sql = sa.text(
        "SELECT enumlabel::text FROM pg_enum JOIN pg_type t ON t.oid = enumtypid"
        " WHERE typname = :name ORDER BY enumsortorder"
    )
    return list(connection.scalars(sql, {"name": name}))


def test_absent_and_equal(inside: sa.Connection, once_is_twice: Twice) -> None:
    once_is_twice(inside, lambda: ensure.enum("e", "a", "b", "c"))
    assert labels(inside) == ["a", "b", "c"]


def test_hostile_names_and_another_schema(inside: sa.Connection, once_is_twice: Twice) -> None:
    n = "a\" b' \\ %s :c $$"
    inside.exec_driver_sql('CREATE SCHEMA "a"" b\' \\ %%s :c $$"')
    once_is_twice(inside, lambda: ensure.enum(n, n, "x", schema=n))
    once_is_twice(inside, lambda: ensure.enum_value(n, f"{n}2", after=n, schema=n))
    assert labels(inside, n) == [n, f"{n}2", "x"]


def test_autocommitted(autocommitted: sa.Connection, once_is_twice: Twice) -> None:
    once_is_twice(autocommitted, lambda: ensure.enum("e", "a"))
    once_is_twice(autocommitted, lambda: ensure.enum("e", "a", "b"))
    once_is_twice(autocommitted, lambda: ensure.enum_value("e", "c"))


@pytest.mark.parametrize("found", ["", "a", "b", "c", "d", "a c", "b d", "a d", "x b y d z", "x"])
def test_missing_labels_come_into_their_places(inside: sa.Connection, found: str) -> None:
    ensure.enum("e", *found.split())
    ensure.enum("e", "a", "b", "c", "d")
    now = labels(inside)
    assert [one for one in now if one in "abcd"] == ["a", "b", "c", "d"]
    assert [one for one in now if one in found.split()] == found.split()


def test_more_is_a_note(inside: sa.Connection, caplog: pytest.LogCaptureFixture) -> None:
    ensure.enum("e", "a", "b")
    with caplog.at_level(logging.INFO, "toolkit.ensure"):
        ensure.enum("e", "a")
    assert labels(inside) == ["a", "b"]
    assert "'a', 'b'" in caplog.text


def test_another_order_is_drift(inside: sa.Connection) -> None:
    ensure.enum("e", "a", "b")
    with pytest.raises(DriftError, match="'a', 'b'"):
        ensure.enum("e", "b", "a")
    assert labels(inside) == ["a", "b"]


def test_value_in_each_place(inside: sa.Connection, once_is_twice: Twice) -> None:
    ensure.enum("e", "m")
    once_is_twice(inside, lambda: ensure.enum_value("e", "z"))
    once_is_twice(inside, lambda: ensure.enum_value("e", "a", before="m"))
    once_is_twice(inside, lambda: ensure.enum_value("e", "n", after="m"))
    assert labels(inside) == ["a", "m", "n", "z"]


def test_value_elsewhere_is_drift(inside: sa.Connection) -> None:
    ensure.enum("e", "a", "b")
    for place in ({"before": "a"}, {"after": "z"}):
        before = fingerprint(inside)
        if place == {"after": "z"}:
            ensure.enum_value("e", "b", **place)  # the neighbour was renamed: nothing to say
        else:
            with pytest.raises(DriftError):
                ensure.enum_value("e", "b", **place)
        assert before.difference(fingerprint(inside)) == ""


def test_value_of_no_type(inside: sa.Connection) -> None:
    with pytest.raises(ProgrammingError, match=r'type "e" does not exist'):
        ensure.enum_value("e", "a")
