"""What a project's env.py says in its source that revisions depend on; it is not run."""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

NAMES = frozenset(
    {"transaction_per_migration", "transactional_ddl", "version_table", "version_table_schema"}
)


def options(env: Path) -> Mapping[str, Any]:
    """Those of NAMES that its `configure(connection=...)` is given literally.

    Nothing where it cannot be read: Alembic's own defaults are as good a guess as any.
    """
    try:
        tree = ast.parse(env.read_bytes())
    except (OSError, SyntaxError, ValueError):
        return {}
    found: dict[str, Any] = {}
    for call in _configures(tree):
        found.update(_literals(call))
    return found


def _configures(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node.func) == "configure" and _online(node):
            yield node


def _name(function: ast.expr) -> str:
    return getattr(function, "attr", "") or getattr(function, "id", "")


def _online(call: ast.Call) -> bool:
    return bool(call.args) or any(one.arg == "connection" for one in call.keywords)


def _literals(call: ast.Call) -> Iterator[tuple[str, Any]]:
    for one in call.keywords:
        if one.arg in NAMES and isinstance(one.value, ast.Constant):
            yield one.arg, one.value.value
