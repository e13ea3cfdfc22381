"""`ensure.trigger`: each row of the decision table, and what it replaces."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from toolkit import ensure
from toolkit.catalog.fingerprint import Fingerprint, fingerprint
from toolkit.catalog.sql import ident, literal, run
from toolkit.ensure.replacing import Replaces
from toolkit.errors import DriftError

Twice = Callable[[sa.Connection, Callable[[], object]], Fingerprint]

FUNCTION = """CREATE FUNCTION {}() RETURNS trigger LANGUAGE plpgsql
  AS 'BEGIN RETURN NEW; END'"""
BASE = (
    "CREATE TABLE t (a int, b text GENERATED ALWAYS AS (a::text) STORED, c serial);"
    f"CREATE VIEW v AS SELECT a FROM t; {FUNCTION.format('touch')}; {FUNCTION.format('old')}"
)
HOSTILE = "a\" ON t 'c' \\ %s :d $hive$ Ü"


def touch(executes: str = "touch()", **kw: Any) -> None:
    wanted = {"when": "BEFORE INSERT OR UPDATE OF a, c", "condition": "NEW.a > 0 AND NEW.c IN (1)"}
    ensure.trigger("touch", "t", executes=executes, **{**wanted, **kw})


def declare() -> None:
    touch()
    ensure.trigger(
        "rows", "t", when="AFTER DELETE OR TRUNCATE", for_each="STATEMENT",
        executes="touch('it''s', 100)",
    )  # fmt: skip
    ensure.trigger("whole", "t", when="AFTER UPDATE", condition="OLD.* IS DISTINCT FROM NEW.*",
                   executes="touch()")  # fmt: skip
    ensure.trigger("instead", "v", when="INSTEAD OF INSERT", executes="touch()")
    ensure.trigger("before", "v", when="BEFORE INSERT", for_each="STATEMENT", executes="touch()")


def test_absent_and_equal(inside: sa.Connection, once_is_twice: Twice) -> None:
    run(inside, BASE)
    once = once_is_twice(inside, declare)
    assert len([line for line in once.lines if line.startswith("trigger")]) == 5


def test_what_a_statement_changed_can_be_seen(inside: sa.Connection, once_is_twice: Twice) -> None:
    run(inside, BASE)

    def declare(name: str = "added") -> None:
        ensure.trigger(
            "g",
            "t",
            when="AFTER INSERT",
            executes="touch()",
            for_each="STATEMENT",
            referencing=f"NEW TABLE AS {name}",
        )

    seen = once_is_twice(inside, declare)
    assert any("NEW TABLE AS added" in line for line in seen.lines)
    with pytest.raises(DriftError, match="NEW TABLE AS other"):
        declare("other")


def test_autocommitted(autocommitted: sa.Connection, once_is_twice: Twice) -> None:
    run(autocommitted, BASE)
    once_is_twice(autocommitted, declare)
    once_is_twice(autocommitted, lambda: touch("old()", replaces=True))


def test_hostile_names_and_another_schema(inside: sa.Connection, once_is_twice: Twice) -> None:
    name = ident(HOSTILE)
    run(inside, f"CREATE SCHEMA {name}; CREATE TABLE {name}.{name} ({name} text)")
    run(inside, FUNCTION.format(f"{name}.{name}"))

    def hostile(argument: str, **kw: Any) -> None:
        ensure.trigger(
            HOSTILE, HOSTILE, when=f"BEFORE UPDATE OF {name}", schema=HOSTILE,
            executes=f"{name}.{name}({literal(argument)})", condition=f"NEW.{name} = '%'", **kw,
        )  # fmt: skip

    once = once_is_twice(inside, lambda: hostile(HOSTILE))
    with pytest.raises(DriftError):
        hostile("other")
    hostile("other", replaces=True)
    assert once.difference(fingerprint(inside)).count("('other')") == 1


@pytest.mark.parametrize(
    "other",
    [
        "CREATE OR REPLACE TRIGGER touch AFTER INSERT ON t EXECUTE FUNCTION touch()",
        "CREATE OR REPLACE TRIGGER touch BEFORE INSERT OR UPDATE OF a, c ON t FOR EACH ROW"
        " WHEN (NEW.a > 0 AND NEW.c IN (1)) EXECUTE FUNCTION old()",
        "CREATE OR REPLACE TRIGGER touch BEFORE INSERT OR UPDATE OF a, c ON t FOR EACH ROW"
        " WHEN (NEW.a > 1 AND NEW.c IN (1)) EXECUTE FUNCTION touch()",
        "CREATE OR REPLACE TRIGGER touch BEFORE INSERT OR UPDATE OF a ON t FOR EACH ROW"
        " WHEN (NEW.a > 0 AND NEW.c IN (1)) EXECUTE FUNCTION touch()",
        "ALTER TABLE t DISABLE TRIGGER touch",
    ],
)
def test_different_is_drift_that_shows_both(inside: sa.Connection, other: str) -> None:
    run(inside, BASE)
    touch()
    run(inside, other)
    before = fingerprint(inside)
    with pytest.raises(DriftError, match=r"trigger public\.t\.touch") as error:
        touch()
    assert error.value.why.count("EXECUTE FUNCTION") == 2
    assert before.difference(fingerprint(inside)) == ""


@pytest.mark.parametrize("replaces", [True, "old()", {"executes": "old()"}])
@pytest.mark.parametrize("first", [None, "old()", "touch()"])
def test_replaces_what_it_says(
    inside: sa.Connection, once_is_twice: Twice, replaces: Replaces, first: str | None
) -> None:
    run(inside, BASE)
    if first:
        touch(first)
    once = once_is_twice(inside, lambda: touch(replaces=replaces))
    assert "FUNCTION public.touch()" in "\n".join(once.lines)


def test_neither_new_nor_old_is_drift(inside: sa.Connection) -> None:
    run(inside, BASE)
    touch("touch(1)")
    before = fingerprint(inside)
    for replaces in ("old()", {"executes": "touch(1)", "when": "AFTER INSERT"}, "gone()"):
        with pytest.raises(DriftError, match=r"touch\(\)(.|\n)*touch\('1'\)"):
            touch(replaces=replaces)
        assert before.difference(fingerprint(inside)) == ""
    touch(replaces={"executes": "touch(1)"})


def test_others_of_the_table_are_nothing_to_it(inside: sa.Connection) -> None:
    run(inside, BASE)
    run(inside, "CREATE TEMPORARY TABLE u (a int)")
    run(inside, "CREATE TRIGGER touch BEFORE DELETE ON u EXECUTE FUNCTION old()")
    touch()
    run(inside, "CREATE TRIGGER more BEFORE DELETE ON t EXECUTE FUNCTION old()")
    before = fingerprint(inside)
    touch()
    assert before.difference(fingerprint(inside)) == ""
