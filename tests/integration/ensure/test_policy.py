"""`ensure.policy`: each row of the decision table, and what it replaces."""

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

BASE = "CREATE TABLE t (id int, owner text DEFAULT current_user)"
HOSTILE = "a\" ON t 'c' \\ %s :d $hive$ Ü"
OWN, OLD = "owner = current_user", "owner <> ''"


def own(using: str | None = OWN, **kw: Any) -> None:
    ensure.policy("own", "t", **{"using": using, "with_check": "id > 0 OR owner = 'a:b%'", **kw})


def declare() -> None:
    own()
    ensure.policy("read", "t", command="SELECT", to=["pg_monitor", "CURRENT_USER"], using="true")
    ensure.policy("add", "t", command="INSERT", with_check="id > 1", permissive=False)
    ensure.policy("none", "t")
    # The table itself in a query of its own policy.
    within = "EXISTS (SELECT 1 FROM t u WHERE u.id = t.id AND u.owner = t.owner)"
    ensure.policy("within", "t", command="UPDATE", using=within)


def test_absent_and_equal(inside: sa.Connection, once_is_twice: Twice) -> None:
    run(inside, BASE)
    once = once_is_twice(inside, declare)
    assert len([line for line in once.lines if line.startswith("policy")]) == 5


def test_autocommitted(autocommitted: sa.Connection, once_is_twice: Twice) -> None:
    run(autocommitted, BASE)
    once_is_twice(autocommitted, declare)
    once_is_twice(autocommitted, lambda: own(OLD, replaces=True))


def test_hostile_names_and_another_schema(inside: sa.Connection, once_is_twice: Twice) -> None:
    name, role = ident(HOSTILE), f"{HOSTILE} role"
    run(inside, f"CREATE SCHEMA {name}; CREATE TABLE {name}.{name} ({name} text)")
    run(inside, f"CREATE ROLE {ident(role)}")

    def hostile(value: str, **kw: Any) -> None:
        using = f"{name} = {literal(value)}"
        ensure.policy(HOSTILE, HOSTILE, using=using, to=[role], schema=HOSTILE, **kw)

    once = once_is_twice(inside, lambda: hostile(HOSTILE))
    with pytest.raises(DriftError):
        hostile("other")
    hostile("other", replaces=True)
    assert once.difference(fingerprint(inside)).count("'other'") == 1


@pytest.mark.parametrize(
    "other",
    [
        f"ALTER POLICY own ON t USING ({OLD})",
        "ALTER POLICY own ON t WITH CHECK (true)",
        "ALTER POLICY own ON t TO pg_monitor",
        f"DROP POLICY own ON t; CREATE POLICY own ON t FOR UPDATE USING ({OWN})"
        " WITH CHECK (id > 0 OR owner = 'a:b%')",
        f"DROP POLICY own ON t; CREATE POLICY own ON t AS RESTRICTIVE USING ({OWN})"
        " WITH CHECK (id > 0 OR owner = 'a:b%')",
        f"DROP POLICY own ON t; CREATE POLICY own ON t USING ({OWN})",
    ],
)
def test_different_is_drift_that_shows_both(inside: sa.Connection, other: str) -> None:
    run(inside, BASE)
    own()
    run(inside, other)
    before = fingerprint(inside)
    with pytest.raises(DriftError, match=r"policy public\.t\.own") as error:
        own()
    assert error.value.why.count("USING") == 2
    assert before.difference(fingerprint(inside)) == ""


@pytest.mark.parametrize("replaces", [True, OLD, {"using": OLD}])
@pytest.mark.parametrize("first", [None, OLD, OWN])
def test_replaces_what_it_says(
    inside: sa.Connection, once_is_twice: Twice, replaces: Replaces, first: str | None
) -> None:
    run(inside, BASE)
    if first:
        own(first)
    once = once_is_twice(inside, lambda: own(replaces=replaces))
    assert "CURRENT_USER" in "\n".join(one for one in once.lines if one.startswith("policy"))


def test_neither_new_nor_old_is_drift(inside: sa.Connection) -> None:
    run(inside, BASE)
    own("id = 3")
    before = fingerprint(inside)
    for replaces in (None, OLD, {"using": "id = 3", "permissive": False}, "gone > 1"):
        with pytest.raises(DriftError, match=r"CURRENT_USER(.|\n)*id = 3"):
            own(replaces=replaces)
        assert before.difference(fingerprint(inside)) == ""
    own(replaces={"using": "id = 3"})
