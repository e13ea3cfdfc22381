"""The examples of the rules, executed: `bad` really misbehaves, `good` really converges."""

from dataclasses import replace
from functools import partial
from io import StringIO
from types import ModuleType
from typing import cast

import pytest
import sqlalchemy as sa
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext

from tests.unit.lint.linted import PROJECT, grave, linted
from toolkit.findings import Claim
from toolkit.lint.examples import source
from toolkit.lint.fixes.mending import mended
from toolkit.lint.rule import Example, Rule, name
from toolkit.lint.rules import RULES, invalid_index, offline_guard

from .executing import connected, prepared, upgrade_of, upgraded

pytestmark = pytest.mark.filterwarnings("ignore:Can't validate argument")
EXECUTED = [
    pytest.param(rule, example, id=f"{name(cast(ModuleType, rule).__name__)}-{number}")
    for rule in RULES
    for number, example in enumerate(rule.EXAMPLES)
    if not example.why_not_executed
]


def claims(rule: Rule, example: Example) -> set[Claim | None]:
    of = name(cast(ModuleType, rule).__name__)
    return {one.claim for one in linted(source(example.bad, example)) if one.rule == of}


@pytest.mark.parametrize(("rule", "example"), EXECUTED)
def test_bad_misbehaves_as_it_is_claimed(database: sa.URL, rule: Rule, example: Example) -> None:
    prepared(database, example.setup)
    bad = source(example.bad, example)
    if Claim.FIRST in claims(rule, example):
        with pytest.raises((sa.exc.SQLAlchemyError, TypeError)):
            upgraded(database, bad)
        return
    first = upgraded(database, bad)
    try:
        again = upgraded(database, bad)
    except sa.exc.SQLAlchemyError:
        return
    assert first.difference(again) != ""


@pytest.mark.parametrize(
    ("rule", "example"), [one for one in EXECUTED if cast(Example, one.values[1]).good]
)
def test_good_converges(database: sa.URL, rule: Rule, example: Example) -> None:
    prepared(database, example.setup)
    good = source(example.good or "", example)
    first = upgraded(database, good)
    assert first.difference(upgraded(database, good)) == ""


@pytest.mark.parametrize("example", invalid_index.EXAMPLES)
def test_an_invalid_index_is_accepted_by_bad_and_built_by_good(
    database: sa.URL, example: Example
) -> None:
    prepared(database, example.setup)
    whole = upgraded(database, source(example.bad))
    with connected(database) as connection:
        connection.exec_driver_sql(
            "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'ix'::regclass"
        )
        connection.commit()
    assert whole.difference(upgraded(database, source(example.bad))) != ""
    assert whole.difference(upgraded(database, source(example.good or ""))) == ""


@pytest.mark.parametrize("example", offline_guard.EXAMPLES)
def test_a_question_breaks_a_script(example: Example) -> None:
    with pytest.raises((sa.exc.NoInspectionAvailable, AttributeError)):
        script(example.bad)
    assert script(example.good or "")


def script(body: str) -> str:
    """What `alembic upgrade --sql` writes."""
    written = StringIO()
    options = {"as_sql": True, "output_buffer": written}
    context = MigrationContext.configure(dialect_name="postgresql", opts=options)
    with Operations.context(context):
        upgrade_of(source(body))()
    return written.getvalue()


NATIVE = replace(PROJECT, fix_style="native")


def natively(example: Example) -> str:
    """The migration with those fixes that need no toolkit; "" where they do not do."""
    text = mended(source(example.bad, example), partial(linted, project=NATIVE)).text
    return "" if grave(text, NATIVE) else text


NATIVELY = [
    pytest.param(example.setup, text, id=one.id)
    for one in EXECUTED
    if (example := cast(Example, one.values[1])) and (text := natively(example))
]


@pytest.mark.parametrize(("setup", "text"), NATIVELY)
def test_what_is_fixed_without_the_toolkit_converges(
    database: sa.URL, setup: str, text: str
) -> None:
    prepared(database, setup)
    first = upgraded(database, text)
    assert first.difference(upgraded(database, text)) == ""


def test_most_is_fixed_without_the_toolkit() -> None:
    assert len(NATIVELY) > len(EXECUTED) / 2
