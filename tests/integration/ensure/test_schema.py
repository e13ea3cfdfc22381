"""`ensure.schema`: absent, or there whoever owns it."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from toolkit import ensure
from toolkit.catalog.fingerprint import Fingerprint, fingerprint
from toolkit.catalog.sql import run

Twice = Callable[[sa.Connection, Callable[[], object]], Fingerprint]

HOSTILE = "a\".b 'c' \\ %s :d $hive$ Ü"


@pytest.mark.parametrize("name", ["s", HOSTILE])
def test_absent_and_equal(inside: sa.Connection, once_is_twice: Twice, name: str) -> None:
    once = once_is_twice(inside, lambda: ensure.schema(name))
    ensure.no_schema(name)
    assert once.difference(fingerprint(inside)).count("schema") == 1


def test_autocommitted(autocommitted: sa.Connection, once_is_twice: Twice) -> None:
    once_is_twice(autocommitted, lambda: ensure.schema("s"))


def test_there_it_asks_for_no_privilege(inside: sa.Connection) -> None:
    run(inside, "CREATE SCHEMA s; CREATE ROLE ensure_schema_nobody")
    run(inside, "SET LOCAL ROLE ensure_schema_nobody")
    ensure.schema("s")
    with pytest.raises(sa.exc.ProgrammingError, match="permission denied"):
        ensure.schema("another")
