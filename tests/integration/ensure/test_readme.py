"""The migration that the README shows may be run twice."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sqlalchemy as sa

README = Path(__file__).parents[3] / "README.md"


def test_its_migration_runs_and_runs_again(
    migration: sa.Connection, once_is_twice: Callable[..., Any]
) -> None:
    (example,) = re.findall(r"```python\n(.*?)```", README.read_text(), re.DOTALL)
    found: dict[str, Any] = {}
    exec(example, found)
    once = once_is_twice(migration, found["upgrade"])
    assert any("ix_orders_note" in line for line in once.lines)
