"""String literals as they stand in a file: where what is in them begins and ends."""

from __future__ import annotations

import ast
import re
from collections import Counter

from toolkit.lint.migration import MigrationFile

OPENING = re.compile(r"""[A-Za-z]{0,2}(\"\"\"|'''|"|')""")
NAMES = "names"
QUOTES = ('"""', "'''", '"', "'")
LITERALS = (ast.Constant, ast.JoinedStr)


def inside(migration: MigrationFile, node: ast.AST) -> tuple[int, int] | None:
    """Of a literal, `text(…)` of one, `.format(…)` of one, or several that are put together: from
    the beginning of the first to the end of the last; None where it begins or ends with none."""
    first, last = _literal(node, 0), _literal(node, -1)
    if first is None or last is None:
        return None
    begin, _ = migration.places.ends(first)
    _, end = migration.places.ends(last)
    source = migration.text[begin:end]
    match = OPENING.match(source)
    if match is None:
        return None
    alone = first is last and _alone(source, match) and source.endswith(match[1])
    quote = match[1] if alone else next((one for one in QUOTES if source.endswith(one)), "")
    return (begin + match.end(), end - len(quote)) if quote else None


def written(migration: MigrationFile, node: ast.AST) -> ast.AST:
    """Where the text stands that a name has, if it has no other and nothing else has it: what is
    assigned to it, or the list that a loop goes over."""
    if isinstance(node, ast.Call) and len(node.args) == 1 and not node.keywords:
        node = node.args[0]
    for _ in range(2):  # the turn of a loop, and what that goes over
        if not isinstance(node, ast.Name):
            break
        found = _assigned(migration, node.id)
        if found is None:
            break
        node = found
    return node


def _assigned(migration: MigrationFile, name: str) -> ast.AST | None:
    found = migration.cached.get(NAMES)
    if not isinstance(found, tuple):
        found = migration.cached[NAMES] = _names(migration.tree)
    uses, values = found
    given = values.get(name, [])
    return given[0] if uses[name] == len(given) == 1 else None


def _names(tree: ast.AST) -> tuple[Counter[str], dict[str, list[ast.AST | None]]]:
    """How often each is read, and what it is given."""
    uses = Counter[str]()
    values: dict[str, list[ast.AST | None]] = {}
    for one in ast.walk(tree):
        if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load):
            uses[one.id] += 1
        elif isinstance(one, ast.For | ast.Assign | ast.AnnAssign):
            targets = one.targets if isinstance(one, ast.Assign) else [one.target]
            value = one.iter if isinstance(one, ast.For) else one.value
            for target in targets:
                if isinstance(target, ast.Name):
                    values.setdefault(target.id, []).append(value)
    return uses, values


def _literal(node: ast.AST, which: int) -> ast.AST | None:
    """The first, or the last."""
    if isinstance(node, LITERALS):
        return node
    if isinstance(node, ast.Call):
        function = node.func
        if isinstance(function, ast.Attribute) and function.attr == "format":
            return _literal(function.value, which)
        return _literal(node.args[0], which) if len(node.args) == 1 else None
    if isinstance(node, ast.BinOp):
        last = isinstance(node.op, ast.Add) and which
        return _literal(node.right if last else node.left, which)
    return None


def _alone(source: str, match: re.Match[str]) -> bool:
    """Whether no other literal follows: they would be read as one."""
    rest = source[match.end() : -len(match[1])]
    return re.search(rf"(?<!\\){re.escape(match[1])}", rest) is None
