"""The last resort: what cannot be mended statement by statement is run once as a whole, together
with what it reads and with whatever hangs on that.

Not offered where a statement has a fix of its own; where the block does not stand in one
transaction (autocommit, COMMIT, CONCURRENTLY), for its marker would not be committed with it; where
it returns, or holds what could not be read; in downgrade(), whose keys would outlive it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence

from toolkit.findings import UPGRADE, Fix
from toolkit.lint.effects import Effect, Verb
from toolkit.lint.events import Came, Event
from toolkit.lint.fixes.directives import IMPORT
from toolkit.lint.fixes.forgotten import forgotten
from toolkit.lint.fixes.indented import indented
from toolkit.lint.migration import MigrationFile

LEAVING = (ast.Return, ast.Break, ast.Continue, ast.Yield, ast.YieldFrom, ast.Await)
OWN = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
LOOPS = (ast.For, ast.AsyncFor, ast.While)
TAKING = frozenset({Verb.DROP, Verb.RENAME})
DATA = frozenset({Verb.INSERT, Verb.ADVANCE, Verb.DELETE, Verb.READ, Verb.ALTER})


def block(migration: MigrationFile, event: Event) -> Fix | None:
    """`for _ in ensure.first_time("KEY"):` around the statements of upgrade() that it takes."""
    body = _body(migration)
    places = sorted(_places(body, event))
    hopeless = event.first is Came.FAILS or _needs_another(migration, event)
    if migration.function != UPGRADE or not places or hopeless:
        return None
    first, last = _whole(migration, body, event, places[0], places[-1])
    inside = body[first : last + 1]
    if not _may(migration, inside):
        return None
    key = f"{migration.revision} block {first + 1}"
    while key in migration.text:
        key += "b"
    edits = indented(migration, inside, f'for _ in ensure.first_time("{key}"):')
    if not edits:
        return None
    return Fix("ensure.first_time", (*edits, *forgotten(migration, f'"{key}"')), (IMPORT,))


def remade(migration: MigrationFile, event: Event) -> bool:
    """Whether it fills or renames what the revision makes, and would make again: a table or column
    that is to take another's place, and is empty then."""
    return any(_renamed(migration, one) for one in _made(migration, event))


def hangs(migration: MigrationFile, event: Event) -> bool:
    """Whether it needs names that a statement gives which cannot be run again itself."""
    body = _body(migration)
    places = sorted(_places(body, event))
    return bool(places) and next(_sources(migration, body, places[0], places[-1]), None) is not None


def _body(migration: MigrationFile) -> Sequence[ast.stmt]:
    for one in migration.tree.body:
        if isinstance(one, ast.FunctionDef) and one.name == UPGRADE:
            return one.body
    return ()


def _places(body: Sequence[ast.stmt], event: Event) -> Iterator[int]:
    """The numbers of the statements in which it happens."""
    for node in event.calls or (event.node,):
        line = getattr(node, "lineno", 0)
        yield from (n for n, one in enumerate(body) if one.lineno <= line <= (one.end_lineno or 0))


def _whole(
    migration: MigrationFile, body: Sequence[ast.stmt], event: Event, first: int, last: int
) -> tuple[int, int]:
    """With what makes the names and objects it needs, and with what uses those it makes."""
    before = None
    for made in _made(migration, event):
        others = [made, *_renamed(migration, made)]
        found = [place for one in others for place in _places(body, one)]
        first, last = min(first, *found), max(last, *found)
    while before != (first, last):
        before = first, last
        last = max([last, *_takers(migration, body, first, last)])
        first = min([first, *_sources(migration, body, first, last)])
        bound = set(_names(body[first : last + 1], ast.Store))
        uses = [n for n, one in enumerate(body) if bound & _needed(one)]
        last = max([last, *uses])
    return first, last


def _needs_another(migration: MigrationFile, event: Event) -> bool:
    """Whether it makes what refers to another table, which goes: a person must know why."""
    taken = {_table(one.effect) for one in migration.ran.events if one.effect.verb in TAKING}
    makes = event.effect.verb is Verb.CREATE and event.lacking
    return makes and _table(event.effect) not in taken


def _takers(
    migration: MigrationFile, body: Sequence[ast.stmt], first: int, last: int
) -> Iterator[int]:
    """Statements below that take away what it made: to the block, that would be gone."""
    events = [(set(_places(body, one)), one.effect) for one in migration.ran.events]
    inside = set(range(first, last + 1))
    made = {
        _table(one) for places, one in events if places & inside and _is_schema(one)
    }  # fmt: skip
    for places, one in events:
        if one.verb in TAKING and _table(one) in made:
            yield from places


def _is_schema(effect: Effect) -> bool:
    """Whether it leaves something of which a name is kept: an altered column may have a comment."""
    altered = effect.verb is Verb.ALTER and effect.name.kind != "table"
    return altered or effect.verb in (Verb.CREATE, Verb.RENAME)


def _table(effect: Effect) -> tuple[str, str]:
    """That it is, or lies on."""
    name = effect.on or effect.name
    return name.schema, name.table or name.name


def _sources(
    migration: MigrationFile, body: Sequence[ast.stmt], first: int, last: int
) -> Iterator[int]:
    """Statements above that give names to the block, and cannot be run again."""
    wanted = set(_names(body[first : last + 1], ast.Load))
    bad = {place for one in _broken(migration) for place in _places(body, one)}
    for number in range(first):
        if number in bad and wanted & set(_names([body[number]], ast.Store)):
            yield number


def _broken(migration: MigrationFile) -> Iterator[Event]:
    return (one for one in migration.ran.events if one.misbehaves and one.effect.verb in DATA)


def _made(migration: MigrationFile, event: Event) -> list[Event]:
    """By which it has what it works on, though it was there the first time."""
    name = event.effect.name
    return [
        one for one in migration.ran.events
        if one.effect.verb is Verb.CREATE and one.effect.name.kind in ("table", "column")
        and one.again is Came.DONE and one is not event
        and (one.effect.name == name or _lies_on(one, name.schema, name.name))
    ]  # fmt: skip


def _lies_on(event: Event, schema: str, table: str) -> bool:
    name = event.effect.name
    return name.kind == "column" and (name.schema, name.table) == (schema, table)


def _renamed(migration: MigrationFile, made: Event) -> list[Event]:
    events = migration.ran.events
    name = made.effect.name
    return [one for one in events if one.effect.verb is Verb.RENAME and one.effect.name == name]


def _names(nodes: Iterable[ast.AST], context: type[ast.expr_context]) -> Iterator[str]:
    for node in nodes:
        for one in ast.walk(node):
            if isinstance(one, ast.Name) and isinstance(one.ctx, context):
                yield one.id


def _needed(node: ast.stmt) -> set[str]:
    """Names that it has from elsewhere: not those of its own loops."""
    turns = (
        one.target for one in ast.walk(node) if isinstance(one, (*LOOPS[:2], ast.comprehension))
    )
    return set(_names([node], ast.Load)) - set(_names(turns, ast.Store))


def _may(migration: MigrationFile, inside: Sequence[ast.stmt]) -> bool:
    run = migration.ran
    events = [one for one in run.events if next(_places(inside, one), None) is not None]
    outside = any(one.autocommit or one.effect.verb is Verb.COMMIT for one in events)
    concurrent = any(one.effect.concurrently for one in events)
    lines = {getattr(node, "lineno", 0) for node, _ in run.blind}
    unread = any(one.lineno <= line <= (one.end_lineno or 0) for one in inside for line in lines)
    again = any(_is_one(one) for one in inside)
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
    turning = turning or isinstance(node, LOOPS)
    inner = () if isinstance(node, OWN) else ast.iter_child_nodes(node)
    return any(_leaves(one, turning=turning) for one in inner)
