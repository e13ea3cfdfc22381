"""`ensure.sequence`: each row of the decision table."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from toolkit import ensure
from toolkit.catalog.fingerprint import Fingerprint, fingerprint
from toolkit.catalog.sql import ident, run
from toolkit.errors import DriftError

Twice = Callable[[sa.Connection, Callable[[], object]], Fingerprint]

BASE = "CREATE TABLE t (id int, n int DEFAULT 3)"
HOSTILE = "a\".b 'c' \\ %s :d $hive$ Ü"


def numbers(**kw: Any) -> None:
    wanted = {
        "data_type": sa.SmallInteger, "start": 5, "increment": 2, "minvalue": 3, "maxvalue": 300,
        "cache": 7, "cycle": True, "owned_by": "t.id",
    }  # fmt: skip
    ensure.sequence("numbers", **{**wanted, **kw})


def declare() -> None:
    numbers()
    ensure.sequence("plain")
    ensure.sequence("down", increment=-1)


def test_absent_and_equal(inside: sa.Connection, once_is_twice: Twice) -> None:
    run(inside, BASE)
    once_is_twice(inside, declare)
    run(inside, "DROP TABLE t")
    left = [line for line in fingerprint(inside).lines if line.startswith("sequence")]
    assert [line.partition(":")[0] for line in left] == [
        "sequence public.down", "sequence public.plain",
    ]  # fmt: skip


def test_its_position_is_its_own(inside: sa.Connection, once_is_twice: Twice) -> None:
    run(inside, BASE)
    declare()
    run(inside, "SELECT setval('plain', 7), setval('numbers', 9)")
    once_is_twice(inside, declare)
    assert inside.scalar(sa.text("SELECT nextval('plain')")) == 8


def test_autocommitted(autocommitted: sa.Connection, once_is_twice: Twice) -> None:
    run(autocommitted, BASE)
    once_is_twice(autocommitted, declare)


@pytest.mark.parametrize("name", [HOSTILE, "user", "Table"])
def test_hostile_names_and_another_schema(
    inside: sa.Connection, once_is_twice: Twice, name: str
) -> None:
    quoted = ident(name)
    run(inside, f"CREATE SCHEMA {quoted}; CREATE TABLE {quoted}.{quoted} ({quoted} int)")
    once_is_twice(inside, lambda: ensure.sequence(f"{name} s", schema=name, owned_by=(name, name)))
    with pytest.raises(DriftError):
        ensure.sequence(f"{name} s", schema=name)


@pytest.mark.parametrize(
    "other",
    [
        "AS integer", "INCREMENT 3", "MINVALUE 1", "MAXVALUE 301", "START 6", "CACHE 1",
        "NO CYCLE", "OWNED BY t.n", "OWNED BY NONE",
    ],
)  # fmt: skip
def test_different_is_drift_that_shows_both(inside: sa.Connection, other: str) -> None:
    run(inside, BASE)
    numbers()
    run(inside, f"ALTER SEQUENCE numbers {other}")
    before = fingerprint(inside)
    with pytest.raises(DriftError, match=r"sequence public\.numbers") as error:
        numbers()
    assert error.value.why.count("INCREMENT") == 2
    assert "replaces" not in error.value.next
    assert before.difference(fingerprint(inside)) == ""


def test_what_else_has_its_name_stays(inside: sa.Connection) -> None:
    run(inside, BASE)
    with pytest.raises(DriftError, match=r"found: +TABLE"):
        ensure.sequence("t")


def test_as_the_sequence_of_a_serial(inside: sa.Connection) -> None:
    run(inside, "CREATE TABLE u (id serial)")
    before = fingerprint(inside)
    ensure.sequence("u_id_seq", data_type=sa.Integer, owned_by="u.id")
    assert before.difference(fingerprint(inside)) == ""
