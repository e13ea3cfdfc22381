"""Without a dependency on the toolkit: Alembic's own flags, where they truly converge."""

from __future__ import annotations

import ast

from toolkit.findings import Fix
from toolkit.lint.fixes.inserted import dropped_first, keyword
from toolkit.lint.migration import MigrationFile

FLAGS = {
    "create_table": "if_not_exists",
    "create_index": "if_not_exists",
    "add_column": "if_not_exists",
    "drop_table": "if_exists",
    "drop_index": "if_exists",
    "drop_column": "if_exists",
    "drop_constraint": "if_exists",
}
"""Since Alembic 1.11.2 for indexes, 1.13.3 for tables, 1.16 for columns and constraints."""
CONSTRAINTS = {
    "create_unique_constraint": "unique",
    "create_check_constraint": "check",
    "create_primary_key": "primary",
    "create_foreign_key": "foreignkey",
    "create_exclude_constraint": None,
}
BRINGING = frozenset({"create_table", "add_column"})
NOT_COVERED = frozenset({"ForeignKey", "Enum", "ENUM", "Index"})
"""What comes with a table or a column in statements of its own, that have no flag."""
OPTIONS = frozenset({"index", "unique"})


def flag(migration: MigrationFile, node: ast.AST) -> Fix | None:
    """Of a directive of `op`, or of `enum.create(bind)`."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return None
    name = node.func.attr
    if name in ("create", "drop"):
        return keyword(migration, node, "checkfirst", "True")
    if name in (*CONSTRAINTS, "drop_constraint") and _name(node.func.value) != "op":
        return None  # a batch has no flag for it
    if name in CONSTRAINTS:
        return _dropped_before(migration, node, CONSTRAINTS[name])
    if name not in FLAGS or (name in BRINGING and _brings_more(node)):
        return None
    return keyword(migration, node, FLAGS[name], "True")


def _brings_more(node: ast.Call) -> bool:
    for one in ast.walk(node):
        if isinstance(one, ast.Call) and one is not node:
            function = one.func
            name = (
                function.attr
                if isinstance(function, ast.Attribute)
                else getattr(function, "id", "")
            )
            if name in NOT_COVERED or any(word.arg in OPTIONS for word in one.keywords):
                return True
    return False


def _name(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def _dropped_before(migration: MigrationFile, node: ast.Call, kind: str | None) -> Fix | None:
    """A constraint has no flag: the one of its name goes before it comes. Where it stands alone in
    its line, and both names are known."""
    if len(node.args) < 2 or any(isinstance(one, ast.Starred) for one in node.args[:2]):
        return None
    if isinstance(node.args[0], ast.Constant) and node.args[0].value is None:
        return None
    source = migration.places.source
    words = [source(node.args[0]), source(node.args[1])]
    schema = next((word for word in node.keywords if word.arg in ("schema", "source_schema")), None)
    options = [f'type_="{kind}"'] * bool(kind)
    options += [f"schema={source(schema.value)}"] if schema else []
    given = ", ".join([*words, *options, "if_exists=True"])
    return dropped_first(migration, node, f"op.drop_constraint({given})")
