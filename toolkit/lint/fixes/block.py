"""The last resort: what cannot be mended statement by statement is run once as a whole, together
with what it reads and with whatever hangs on that.

Not offered where a statement has a fix of its own; where the block does not stand in one
transaction (autocommit, COMMIT, CONCURRENTLY), for its marker would not be committed with it; where
it returns, or holds what could not be read; in downgrade(), whose keys would outlive it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from toolkit.findings import UPGRADE, Fix
from toolkit.lint.effects import Effect, Verb
from toolkit.lint.events import Came, Event
from toolkit.lint.fixes.body import LOOPS, Body, body
from toolkit.lint.fixes.directives import IMPORT
from toolkit.lint.fixes.forgotten import forgotten
from toolkit.lint.fixes.indented import indented
from toolkit.lint.migration import MigrationFile

LEAVING = (ast.Return, ast.Break, ast.Continue, ast.Yield, ast.YieldFrom, ast.Await)
OWN = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
TURNING = (*LOOPS, ast.While)
LONGEST = 100
"""Statements: what is longer is nothing that a person would want to have in one block."""
TAKING = frozenset({Verb.DROP, Verb.RENAME})


def block(migration: MigrationFile, event: Event) -> Fix | None:
    """`for _ in ensure.first_time("KEY"):` around the statements of upgrade() that it takes."""
    if migration.function != UPGRADE or event.first is Came.FAILS:
        return None
    found = body(migration)
    if not found.at(event) or _needs_another(found, event):
        return None
    first, last = _whole(found, event)
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


def remade(migration: MigrationFile, event: Event) -> bool:
    """Whether it fills or renames what the revision makes, and would make again: a table or column
    that is to take another's place, and is empty then."""
    if migration.function != UPGRADE:
        return False
    return any(renamed for _, renamed in _made(body(migration), event))


def hangs(migration: MigrationFile, event: Event) -> bool:
    """Whether it needs names that a statement gives which cannot be run again itself."""
    found = body(migration)
    at = found.at(event)
    return bool(at) and _begin(found, min(at), max(at)) < min(at)


def _whole(found: Body, event: Event) -> tuple[int, int]:
    """With what makes the names and objects it needs, and with what uses those it makes."""
    at = set(found.at(event))
    for made, renamed in _made(found, event):
        at |= {place for one in (made, *renamed) for place in found.at(one)}
    if event.elsewhere:
        at |= _moved(found, event.effect)
    before, first, last = None, min(at), max(at)
    while before != (first, last):
        before = first, last
        last = max([last, *_takers(found, first, last)])
        first = _begin(found, first, last)
        last = _end(found, first, last)
    return first, last


def _moved(found: Body, effect: Effect) -> set[int]:
    """Where the table is given another name whose place is taken."""
    table = effect.on or effect.name
    moving = (one for one in found.events if one.effect.verb is Verb.RENAME)
    return {at for one in moving if one.effect.name == table for at in found.at(one)}


def _begin(found: Body, first: int, last: int) -> int:
    """Of the statements above that give names to the block, and cannot be run again."""
    wanted = set().union(*found.loads[first : last + 1])
    for number in range(first - 1, -1, -1):
        if number in found.broken and wanted & found.gives[number]:
            wanted = wanted.union(*found.loads[number:first])
            first = number
    return first


def _end(found: Body, first: int, last: int) -> int:
    """Of the statements below that use names which the block gives."""
    gives = set().union(*found.gives[first : last + 1])
    for number in range(last + 1, len(found.statements)):
        if gives & found.needs[number]:
            gives = gives.union(*found.gives[last + 1 : number + 1])
            last = number
    return last


def _needs_another(found: Body, event: Event) -> bool:
    """Whether it makes what refers to another table, which goes: a person must know why."""
    makes = event.effect.verb is Verb.CREATE and event.lacking
    taken = (one.effect for one in found.events if one.effect.verb in TAKING)
    return makes and _table(event.effect) not in set(map(_table, taken))


def _takers(found: Body, first: int, last: int) -> Iterator[int]:
    """Statements below that take away what it made: to the block, that would be gone."""
    inside = set(range(first, last + 1))
    effects = [one.effect for one in found.events if found.at(one) & inside and _is_schema(one)]
    made = {name for one in effects for name in (_table(one), _renamed(one))}
    for one in found.events if made else ():
        if one.effect.verb in TAKING and _table(one.effect) in made:
            yield from found.at(one)


def _is_schema(event: Event) -> bool:
    """Whether it leaves something of which a name is kept: an altered column may have a comment."""
    effect = event.effect
    altered = effect.verb is Verb.ALTER and effect.name.kind != "table"
    return altered or effect.verb in (Verb.CREATE, Verb.RENAME)


def _table(effect: Effect) -> tuple[str, str]:
    """That it is, or lies on."""
    name = effect.on or effect.name
    return name.schema, name.table or name.name


def _renamed(effect: Effect) -> tuple[str, str]:
    """What it is called then."""
    name = effect.to or effect.name
    return name.schema, name.table or name.name


def _made(found: Body, event: Event) -> list[tuple[Event, list[Event]]]:
    """By which it has what it works on, though it was there the first time."""
    name = event.effect.name
    return [
        (one, renamed) for one, renamed in found.anew
        if one is not event and (one.effect.name == name or _lies_on(one, name.schema, name.name))
    ]  # fmt: skip


def _lies_on(event: Event, schema: str, table: str) -> bool:
    name = event.effect.name
    return name.kind == "column" and (name.schema, name.table) == (schema, table)


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
