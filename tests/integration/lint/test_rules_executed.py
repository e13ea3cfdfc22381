"""The examples of the rules, executed: `bad` really misbehaves, `good` really converges."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from types import ModuleType
from typing import Any, cast

import pytest
import sqlalchemy as sa
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext

from toolkit.catalog.fingerprint import Fingerprint, fingerprint
from toolkit.findings import Claim
from toolkit.lint.examples import source
from toolkit.lint.linter import STRICT, lint
from toolkit.lint.project import Project
from toolkit.lint.python.files import Files
from toolkit.lint.rule import Example, Rule, name
from toolkit.lint.rules import RULES, invalid_index, offline_guard

pytestmark = pytest.mark.filterwarnings("ignore:Can't validate argument")
STAMPED = """CREATE TABLE alembic_version (
    version_num varchar(32) CONSTRAINT alembic_version_pkc PRIMARY KEY);
INSERT INTO alembic_version VALUES ('a1'); """
EXECUTED = [
    pytest.param(rule, example, id=f"{name(cast(ModuleType, rule).__name__)}-{number}")
    for rule in RULES
    for number, example in enumerate(rule.EXAMPLES)
    if not example.why_not_executed
]


@contextmanager
def connected(url: sa.URL) -> Iterator[sa.Connection]:
    with sa.create_engine(url, poolclass=sa.NullPool).connect() as connection:
        yield connection


def prepared(url: sa.URL, example: Example) -> sa.URL:
    with connected(url) as connection:
        connection.exec_driver_sql(STAMPED + example.setup.replace("%", "%%"))
        connection.commit()
    return url


def upgraded(url: sa.URL, body: str, example: Example) -> Fingerprint:
    """What is there after one run, as Alembic does it, with its stamp."""
    names: dict[str, Any] = {"__name__": "example"}
    exec(compile(source(body, example), "example.py", "exec"), names)
    upgrade = cast(Callable[[], None], names["upgrade"])
    with connected(url) as connection:
        context = MigrationContext.configure(connection)
        with Operations.context(context), context.begin_transaction():
            upgrade()
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'b2'")
        return fingerprint(connection)


def claims(rule: Rule, example: Example) -> set[Claim | None]:
    text = source(example.bad, example)
    found = lint(Path("b2.py"), Project(), RULES, files=Files(), profile=STRICT, text=text)
    of = name(cast(ModuleType, rule).__name__)
    return {one.claim for one in found.findings if one.rule == of}


@pytest.mark.parametrize(("rule", "example"), EXECUTED)
def test_bad_misbehaves_as_it_is_claimed(database: sa.URL, rule: Rule, example: Example) -> None:
    prepared(database, example)
    if Claim.FIRST in claims(rule, example):
        with pytest.raises(Exception):  # noqa: B017, PT011 (whatever SQLAlchemy or Alembic raises)
            upgraded(database, example.bad, example)
        return
    first = upgraded(database, example.bad, example)
    try:
        again = upgraded(database, example.bad, example)
    except (sa.exc.DBAPIError, sa.exc.SQLAlchemyError):
        return
    assert first.difference(again) != ""


@pytest.mark.parametrize(
    ("rule", "example"), [one for one in EXECUTED if cast(Example, one.values[1]).good]
)
def test_good_converges(database: sa.URL, rule: Rule, example: Example) -> None:
    assert example.good is not None
    prepared(database, example)
    first = upgraded(database, example.good, example)
    assert first.difference(upgraded(database, example.good, example)) == ""


@pytest.mark.parametrize("example", invalid_index.EXAMPLES)
def test_an_invalid_index_is_accepted_by_bad_and_built_by_good(
    database: sa.URL, example: Example
) -> None:
    prepared(database, example)
    whole = upgraded(database, example.bad, example)
    with connected(database) as connection:
        connection.exec_driver_sql(
            "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'ix'::regclass"
        )
        connection.commit()
    assert whole.difference(upgraded(database, example.bad, example)) != ""
    assert whole.difference(upgraded(database, example.good or "", example)) == ""


@pytest.mark.parametrize("example", offline_guard.EXAMPLES)
def test_a_question_breaks_a_script(example: Example) -> None:
    with pytest.raises((sa.exc.NoInspectionAvailable, AttributeError)):
        script(example.bad)
    assert script(example.good or "")


def script(body: str) -> str:
    """What `alembic upgrade --sql` writes."""
    names: dict[str, Any] = {"__name__": "example"}
    exec(compile(source(body), "example.py", "exec"), names)
    written = StringIO()
    options = {"as_sql": True, "output_buffer": written}
    context = MigrationContext.configure(dialect_name="postgresql", opts=options)
    with Operations.context(context):
        names["upgrade"]()
    return written.getvalue()
