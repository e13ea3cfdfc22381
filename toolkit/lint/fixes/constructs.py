"""SQLAlchemy's DDL constructs get the flag that they have themselves."""

from __future__ import annotations

import ast

from toolkit.findings import Fix
from toolkit.lint.fixes.inserted import keyword
from toolkit.lint.migration import MigrationFile
from toolkit.lint.python.executing import DDL

SINCE = {"CreateSchema": (2,), "DropSchema": (2,), "DropConstraint": (2,)}
"""The version of SQLAlchemy; 1.4 has those of the others."""


def construct(
    migration: MigrationFile, node: ast.AST, sqlalchemy: tuple[int, ...] = ()
) -> Fix | None:
    """Of `op.execute(CreateSchema(…))` and its like; `sqlalchemy`, () where nobody knows."""
    for one in ast.walk(node):
        name = _called(one)
        if isinstance(one, ast.Call) and name in DDL and DDL[name][2]:
            known = not sqlalchemy or sqlalchemy >= SINCE.get(name, (1, 4))
            return keyword(migration, one, DDL[name][2], "True") if known else None
    return None


def _called(node: ast.AST) -> str:
    function = node.func if isinstance(node, ast.Call) else None
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
