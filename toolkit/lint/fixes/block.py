"""The last resort: what cannot be mended statement by statement is run once as a whole, together
with what it reads and with whatever hangs on that.

Not offered where a statement has a fix of its own; where the block does not stand in one
transaction (autocommit, COMMIT, CONCURRENTLY), for its marker would not be committed with it; where
it returns, or holds what could not be read; in downgrade(), whose keys would outlive it.
"""

from __future__ import annotations

import ast

from toolkit.findings import UPGRADE, Fix
from toolkit.lint.effects import Verb
from toolkit.lint.events import Came, Event
from toolkit.lint.fixes.body import LOOPS, Body, body
from toolkit.lint.fixes.directives import IMPORT
from toolkit.lint.fixes.extent import needs_another, whole
from toolkit.lint.fixes.forgotten import forgotten
from toolkit.lint.fixes.indented import indented
from toolkit.lint.migration import MigrationFile

LEAVING = (ast.Return, ast.Break, ast.Continue, ast.Yield, ast.YieldFrom, ast.Await)
OWN = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
TURNING = (*LOOPS, ast.While)
LONGEST = 100
"""Statements: what is longer is nothing that a person would want to have in one block."""


def block(migration: MigrationFile, event: Event) -> Fix | None:
    """`for _ in ensure.first_time("KEY"):` around the statements of upgrade() that it takes."""
    if migration.function != UPGRADE or event.first is Came.FAILS:
        return None
    found = body(migration)
    if not found.at(event) or needs_another(found, event):
        return None
    first, last = whole(found, event)
    inside = found.statements[first : last + 1]
    if any("_" in one for one in found.loads):
        return None  # the name of the turn is taken: gettext, mostly
    if last - first > LONGEST or not _may(migration, found, first, last):
        return None
    key = f"{migration.revision} block {first + 1}"
    while key in migration.text:
        key += "b"
    edits = indented(migration, inside, f'for _ in ensure.first_time("{key}"):')
    gone = forgotten(migration, f'"{key}"')
    if not edits or gone is None:
        return None
    return Fix("ensure.first_time", (*edits, *gone), (IMPORT,))


def _may(migration: MigrationFile, found: Body, first: int, last: int) -> bool:
    numbers, inside = set(range(first, last + 1)), found.statements[first : last + 1]
    events = [one for one in found.events if found.at(one) & numbers]
    outside = any(one.autocommit or one.effect.verb is Verb.COMMIT for one in events)
    concurrent = any(one.effect.concurrently for one in events)
    lines = {getattr(node, "lineno", 0) for node, _ in migration.ran.blind}
    unread = any(inside[0].lineno <= line <= (inside[-1].end_lineno or 0) for line in lines)
    own = range(found.statements[0].lineno, (found.statements[-1].end_lineno or 0) + 1)
    unread = unread or (any(line not in own for line in lines) and any(one.calls for one in events))
    again = any(map(_is_one, inside))
    return not (outside or concurrent or unread or again or any(map(_leaves, inside)))


def _is_one(node: ast.stmt) -> bool:
    """Whether it is such a block already."""
    call = node.iter if isinstance(node, ast.For) else None
    function = call.func if isinstance(call, ast.Call) else None
    return isinstance(function, ast.Attribute) and function.attr == "first_time"


def _leaves(node: ast.AST, *, turning: bool = False) -> bool:
    """Whether it ends the function, or a loop around the block."""
    if isinstance(node, LEAVING):
        return not (turning and isinstance(node, ast.Break | ast.Continue))
    turning = turning or isinstance(node, TURNING)
    inner = () if isinstance(node, OWN) else ast.iter_child_nodes(node)
    return any(_leaves(one, turning=turning) for one in inner)
