"""Pieces of edits."""

from __future__ import annotations

import ast

from toolkit.findings import Edit, Fix
from toolkit.lint.migration import MigrationFile


def added(migration: MigrationFile, node: ast.AST, text: str) -> Edit:
    """Text instead of a node."""
    return Edit(*migration.places.ends(node), text)


def keyword(migration: MigrationFile, node: ast.Call, name: str, value: str) -> Fix | None:
    """A keyword of a call, last or with another value."""
    title = f"{name}={value}"
    for one in node.keywords:
        if one.arg == name:
            return Fix(title, (added(migration, one.value, value),))
    last = [*node.args, *(one.value for one in node.keywords)]
    if not last or any(one.arg is None for one in node.keywords):
        return None
    _, end = migration.places.ends(max(last, key=lambda one: migration.places.ends(one)[1]))
    return Fix(title, (Edit(end, end, f", {title}"),))
