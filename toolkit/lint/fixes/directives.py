"""Directives of Alembic become their twins of `ensure`, which have the same arguments."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from toolkit.findings import Edit, Fix
from toolkit.lint.fixes.inserted import added, keyword
from toolkit.lint.migration import MigrationFile

IMPORT = "from toolkit import ensure"
TWINS = {
    "create_table": "table",
    "drop_table": "no_table",
    "rename_table": "rename_table",
    "add_column": "column",
    "drop_column": "no_column",
    "alter_column": "alter_column",
    "create_index": "index",
    "drop_index": "no_index",
    "create_unique_constraint": "unique",
    "create_check_constraint": "check",
    "create_primary_key": "primary_key",
    "create_exclude_constraint": "exclude",
    "create_foreign_key": "foreign_key",
    "drop_constraint": "no_constraint",
    "create_table_comment": "table_comment",
    "drop_table_comment": "no_table_comment",
}
TYPES = frozenset({"create", "drop"})


def directive(migration: MigrationFile, node: ast.AST) -> Fix | None:
    """Of `op.create_table(…)` and its like, alone or in a batch; of `enum.create(bind)`."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return None
    if node.func.attr in TYPES:
        return keyword(migration, node, "checkfirst", "True")
    if node.func.attr not in TWINS or not isinstance(node.func.value, ast.Name):
        return None
    if batch := _batch(migration, node):
        return Fix("ensure.batch_alter_table", tuple(_of_batch(migration, *batch)), (IMPORT,))
    twin = f"ensure.{TWINS[node.func.attr]}"
    return Fix(twin, (added(migration, node.func, twin),), (IMPORT,))


def _batch(migration: MigrationFile, node: ast.Call) -> tuple[ast.With, ast.Call, str] | None:
    """The block that gives the name a directive is called on, and the call that opens it."""
    assert isinstance(node.func, ast.Attribute)
    assert isinstance(node.func.value, ast.Name)
    for block in ast.walk(migration.tree):
        if isinstance(block, ast.With) and block.lineno <= node.lineno <= (block.end_lineno or 0):
            for item in block.items:
                named = item.optional_vars
                if isinstance(named, ast.Name) and named.id == node.func.value.id:
                    assert isinstance(item.context_expr, ast.Call)
                    return block, item.context_expr, named.id
    return None


def _of_batch(
    migration: MigrationFile, block: ast.With, opening: ast.Call, name: str
) -> Iterator[Edit]:
    """All of its directives: the batch of `ensure` knows none of them by Alembic's name."""
    yield added(migration, opening.func, "ensure.batch_alter_table")
    for one in ast.walk(block):
        if not isinstance(one, ast.Attribute) or not isinstance(one.value, ast.Name):
            continue
        if one.value.id == name:
            twin = TWINS.get(one.attr)
            yield added(migration, one, f"{name}.{twin}" if twin else f"op.{one.attr}")
