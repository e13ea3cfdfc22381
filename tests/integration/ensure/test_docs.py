"""The migrations that the pages show may be run twice, one after the other, up and down."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext

from toolkit import ensure
from toolkit.catalog.fingerprint import fingerprint

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs/ensure.md").read_text()


def examples(page: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for text in re.findall(r"```python\n(.*?)```", page, re.DOTALL):
        found.append({})
        exec(text, found[-1])
    return found


def test_the_readmes_migration_runs_and_runs_again(
    inside: sa.Connection, once_is_twice: Callable[..., Any]
) -> None:
    (example,) = examples((ROOT / "README.md").read_text())
    once = once_is_twice(inside, example["upgrade"])
    assert any("ix_orders_note" in line for line in once.lines)


def test_the_pages_migrations_up_and_down(connection: sa.Connection) -> None:
    context = MigrationContext.configure(connection)
    before = fingerprint(connection)
    connection.rollback()
    shown = examples(PAGE)

    def twice(function: Callable[[], object]) -> None:
        seen = set()
        for _ in range(2):
            with context.begin_transaction(), Operations.context(context):
                function()
            seen.add(fingerprint(connection))
            connection.rollback()
        assert len(seen) == 1

    for one in shown:
        twice(one["upgrade"])
    for one in reversed(shown):
        twice(one["downgrade"])
    assert before.difference(fingerprint(connection)) == ""


def test_the_page_names_every_function() -> None:
    named = set(re.findall(r"\b(\w+)\b", PAGE))
    assert set(ensure.__all__) - {"autogenerate"} <= named
