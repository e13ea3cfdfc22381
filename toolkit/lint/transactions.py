"""What env.py says of transactions, read from its text."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple


class Transactions(NamedTuple):
    """`per_migration`: each revision has one of its own; `transactional`: there is one at all."""

    per_migration: bool = False
    transactional: bool = True


def read(env: Path) -> Transactions:
    """Alembic's own defaults where the file cannot be read."""
    try:
        tree = ast.parse(env.read_bytes())
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        return Transactions()
    given = list(_given(tree))
    return Transactions(
        any(_says(value) is True for name, value in given if name == "transaction_per_migration"),
        not any(_leaves(name, _says(value)) for name, value in given),
    )


def _leaves(name: str, value: Any) -> bool:
    return (name == "transactional_ddl" and value is False) or (
        name == "isolation_level" and value == "AUTOCOMMIT"
    )


def _given(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """Every keyword of a call, and every key of a dictionary that may become some."""
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg:
            yield node.arg, node.value
        elif isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant):
                    yield str(key.value), value


def _says(node: ast.expr) -> Any:
    """A constant, or the one that `.get(name, constant)` falls back on."""
    if isinstance(node, ast.Call) and len(node.args) == 2:
        node = node.args[1]
    return node.value if isinstance(node, ast.Constant) else None
