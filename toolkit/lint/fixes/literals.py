"""String literals as they stand in a file: where what is in them begins and ends."""

from __future__ import annotations

import ast
import re

from toolkit.lint.migration import MigrationFile

OPENING = re.compile(r"""[A-Za-z]{0,2}(\"\"\"|'''|"|')""")


def inside(migration: MigrationFile, node: ast.AST) -> tuple[int, int] | None:
    """Of one literal, `text(…)` of one, or `.format(…)` of one; None where it is made of more."""
    literal = _literal(node)
    if literal is None:
        return None
    begin, end = migration.places.ends(literal)
    source = migration.text[begin:end]
    match = OPENING.match(source)
    if match is None or not source.endswith(match[1]) or not _alone(source, match):
        return None
    return begin + match.end(), end - len(match[1])


def _literal(node: ast.AST) -> ast.AST | None:
    if isinstance(node, ast.Constant | ast.JoinedStr):
        return node
    if isinstance(node, ast.Call):
        function = node.func
        if isinstance(function, ast.Attribute) and function.attr == "format":
            return _literal(function.value)
        return _literal(node.args[0]) if len(node.args) == 1 else None
    return _literal(node.left) if isinstance(node, ast.BinOp) else None


def _alone(source: str, match: re.Match[str]) -> bool:
    """Whether no other literal follows: they would be read as one."""
    rest = source[match.end() : -len(match[1])]
    return re.search(rf"(?<!\\){re.escape(match[1])}", rest) is None
