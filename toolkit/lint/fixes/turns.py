"""The turns of a loop: whether a key can be made of what each is about."""

from __future__ import annotations

import ast
from collections.abc import Collection
from contextlib import suppress

from toolkit.findings import UPGRADE
from toolkit.lint.migration import MigrationFile

Loop = ast.For | ast.AsyncFor
PLAIN = (str, int, float, bytes, type(None))
ITEMS = frozenset({"items", "keys"})


def turns(loop: Loop) -> tuple[str, ...]:
    """The names that each has anew."""
    return tuple(one.id for one in ast.walk(loop.target) if isinstance(one, ast.Name))


def told_apart(migration: MigrationFile, loop: Loop) -> bool:
    """Whether each turn has a key of its own, and the same one each time: a row that was read may
    come twice, or may be another one since."""
    values = _values(migration, loop.iter)
    if values is None:
        return False
    return len(set(map(str, values))) == len(values) and all(map(_is_plain, values))


def _values(migration: MigrationFile, node: ast.expr) -> Collection[object] | None:
    """What stands in the file: of a list, or a mapping and its items; None where it does not."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and not node.args:
        of = _values(migration, node.func.value)
        items = isinstance(of, dict) and node.func.attr in ITEMS
        return list(getattr(of, node.func.attr)()) if items else None
    found = None
    if isinstance(node, ast.Name):
        if not _is_given(migration, node.id):
            found = migration.module.scope.get(node.id)
    else:
        with suppress(ValueError):
            found = ast.literal_eval(node)
    return found if isinstance(found, tuple | list | dict) else None


def _is_given(migration: MigrationFile, name: str) -> bool:
    """Whether upgrade() itself gives it."""
    nodes = (node for one in migration.body(UPGRADE) for node in ast.walk(one))
    names = (one for one in nodes if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store))
    return any(one.id == name for one in names)


def _is_plain(value: object) -> bool:
    if isinstance(value, tuple | list):
        return all(map(_is_plain, value))
    return isinstance(value, PLAIN)
