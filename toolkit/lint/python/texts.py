"""Text that is known in part: what is not known stands in it as a word."""

from __future__ import annotations

import ast
from typing import Any

from toolkit.lint.effects import LISTED
from toolkit.lint.python.values import HOLE, Call, Class, Listed


def words(value: Any, node: ast.AST, number: int = 0) -> str:
    """A value as text; a word for it where it is not known, for the same expression the same."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool | int | float):
        return str(value)
    if isinstance(value, Class):
        return value.name
    if isinstance(value, Call) and value.name in ("quoted_name", "quote", "quote_identifier"):
        return words(value.args[0], node) if value.args else hole(node, number)
    return (LISTED if isinstance(value, Listed) else HOLE) + hole(node, number)


def hole(node: ast.AST, number: int = 0) -> str:
    """Letters, digits and underscores: whatever stands for it may be a name in SQL."""
    if isinstance(node, ast.Name):
        return f"{node.id}_{number}" if number else node.id
    if isinstance(node, ast.Attribute):
        return f"{hole(node.value)}_{node.attr}"
    line, column = getattr(node, "lineno", 0), getattr(node, "col_offset", 0)
    return f"{line}_{column}_{number}"


def is_hole(text: str) -> bool:
    """Whether a name is known in part only."""
    return HOLE in text or LISTED in text
