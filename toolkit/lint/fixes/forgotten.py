"""A key outlives a downgrade: where that takes something back, it is forgotten there."""

from __future__ import annotations

import ast

from toolkit.findings import DOWNGRADE, Edit
from toolkit.lint.migration import MigrationFile

IDLE = (ast.Pass, ast.Raise)


def forgotten(migration: MigrationFile, key: str) -> tuple[Edit, ...] | None:
    """`ensure.no_once(KEY)` before all else in downgrade(), if that does anything; `key` as it is
    written; None where there is no line for it."""
    first = next(filter(_does, migration.body(DOWNGRADE)), None)
    return _before(migration, first, key) if first is not None else ()


def _does(node: ast.stmt) -> bool:
    is_said = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return not is_said and not isinstance(node, IDLE)


def _before(migration: MigrationFile, node: ast.stmt, key: str) -> tuple[Edit, ...] | None:
    at = migration.places.begins[node.lineno - 1]
    begin, _ = migration.places.ends(node)
    indent = migration.text[at:begin]
    return None if indent.strip() else (Edit(at, at, f"{indent}ensure.no_once({key})\n"),)
