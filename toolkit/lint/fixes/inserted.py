"""Pieces of edits."""

from __future__ import annotations

import ast
import re

from toolkit.findings import Edit, Fix
from toolkit.lint.migration import MigrationFile

PLAIN = re.compile(r"[a-z_][a-z0-9_]*")
"""A name that stands in SQL without quotes."""


def added(migration: MigrationFile, node: ast.AST, text: str) -> Edit:
    """Text instead of a node."""
    return Edit(*migration.places.ends(node), text)


def keyword(migration: MigrationFile, node: ast.Call, name: str, value: str) -> Fix | None:
    """A keyword of a call, last or with another value."""
    title = f"{name}={value}"
    for one in node.keywords:
        if one.arg == name:
            return Fix(title, (added(migration, one.value, value),))
    if not (node.args or node.keywords) or any(one.arg is None for one in node.keywords):
        return None
    at, comma = _before_the_end(migration, node)
    return Fix(title, (Edit(at, at, f" {title}" if comma else f", {title}"),))


def removed(migration: MigrationFile, node: ast.Call, name: str) -> Edit | None:
    """A keyword of a call, with one comma of those beside it."""
    given = sorted(map(migration.places.ends, (*node.args, *node.keywords)))
    found = next((one for one in node.keywords if one.arg == name), None)
    if found is None:
        return None
    begin, end = migration.places.ends(found)
    at = given.index((begin, end))
    if at and "#" not in migration.text[given[at - 1][1] : begin]:
        return Edit(given[at - 1][1], end, "")
    rest = migration.text[end:]
    comma = len(rest) - len(rest.lstrip()) + 1 if rest.lstrip().startswith(",") else 0
    return Edit(begin, end + comma, "")


def first(migration: MigrationFile, node: ast.Call, text: str) -> Edit:
    """An argument before all others."""
    _, end = migration.places.ends(node.func)
    at = migration.text.index("(", end) + 1
    line = migration.text[at : migration.text.find("\n", at) + 1]
    if line.strip():
        return Edit(at, at, f"{text}, ")
    rest = migration.text[at + len(line) :]
    indent = rest[: len(rest) - len(rest.lstrip())]
    return Edit(at, at, f"\n{indent}{text},")


def dropped_first(migration: MigrationFile, node: ast.AST, call: str) -> Fix | None:
    """A line above the one that begins with the node; None where something else stands before."""
    begin, _ = migration.places.ends(node)
    indent = migration.text[migration.text.rfind("\n", 0, begin) + 1 : begin]
    if indent.strip():
        return None
    return Fix("dropped first, where it is there", (Edit(begin, begin, f"{call}\n{indent}"),))


def _before_the_end(migration: MigrationFile, node: ast.Call) -> tuple[int, bool]:
    """Where something may be added behind all arguments, and whether a comma stands there."""
    values = [*node.args, *(one.value for one in node.keywords)]
    last = max(migration.places.ends(one)[1] for one in values)
    _, end = migration.places.ends(node)
    rest = migration.text[last : end - 1]
    if "#" in rest:
        return last, False
    return last + len(rest.rstrip()), rest.rstrip().endswith(",")
