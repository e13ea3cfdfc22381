"""The statements of upgrade(): which events happen in each, which names it gives and needs."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from toolkit.findings import UPGRADE
from toolkit.lint.effects import Verb
from toolkit.lint.events import Came, Event
from toolkit.lint.migration import MigrationFile

MOST = 300
"""Of statements, and of events; more are not looked through for a fix."""
LOOPS = (ast.For, ast.AsyncFor)
DATA = frozenset({Verb.INSERT, Verb.ADVANCE, Verb.DELETE, Verb.READ, Verb.ALTER})


@dataclass
class Body:
    """`events` is all that happens in the revision; both are empty where that is too much."""

    statements: Sequence[ast.stmt]
    events: Sequence[Event]

    @cached_property
    def places(self) -> dict[int, set[int]]:
        """The numbers of the statements, by the id of the event."""
        lines = {
            line: number
            for number, one in reversed([*enumerate(self.statements)])
            for line in range(one.lineno, (one.end_lineno or 0) + 1)
        }
        found = {}
        for event in self.events:
            nodes = event.calls or (event.node,)
            at = {lines.get(getattr(node, "lineno", 0), -1) for node in nodes}
            found[id(event)] = at - {-1}
        return found

    def at(self, event: Event) -> set[int]:
        return self.places.get(id(event), set())

    @cached_property
    def gives(self) -> list[set[str]]:
        return [set(_names([one], ast.Store)) for one in self.statements]

    @cached_property
    def loads(self) -> list[set[str]]:
        return [set(_names([one], ast.Load)) for one in self.statements]

    @cached_property
    def needs(self) -> list[set[str]]:
        """Names that each has from elsewhere: not those of its own loops."""
        return [
            found - _own(one) for found, one in zip(self.loads, self.statements, strict=True)
        ]  # fmt: skip

    @cached_property
    def broken(self) -> set[int]:
        """Numbers of statements that do something with rows, and cannot be run again."""
        bad = (one for one in self.events if one.misbehaves and one.effect.verb in DATA)
        return {number for one in bad for number in self.at(one)}

    @cached_property
    def anew(self) -> list[tuple[Event, list[Event]]]:
        """Tables and columns that are made by either run, with what gives each another name."""
        made = [one for one in self.events if _is_anew(one)]
        names = {one.effect.name for one in made}
        others: dict[object, list[Event]] = {}
        for one in self.events if made else ():
            if one.effect.verb is Verb.RENAME and one.effect.name in names:
                others.setdefault(one.effect.name, []).append(one)
        return [(one, others.get(one.effect.name, [])) for one in made]


def body(migration: MigrationFile) -> Body:
    """Found once."""
    found = migration.cached.get(UPGRADE)
    if not isinstance(found, Body):
        statements, events = _statements(migration), migration.ran.events
        few = len(statements) <= MOST and len(events) <= MOST
        found = Body(statements, events) if few else Body((), ())
        migration.cached[UPGRADE] = found
    return found


def _statements(migration: MigrationFile) -> Sequence[ast.stmt]:
    for one in migration.tree.body:
        if isinstance(one, ast.FunctionDef) and one.name == UPGRADE:
            return one.body
    return ()


def _is_anew(event: Event) -> bool:
    effect = event.effect
    made = effect.verb is Verb.CREATE and effect.name.kind in ("table", "column")
    return made and event.again is Came.DONE


def _own(node: ast.stmt) -> set[str]:
    loops = (one for one in ast.walk(node) if isinstance(one, (*LOOPS, ast.comprehension)))
    return set(_names((one.target for one in loops), ast.Store))


def _names(nodes: Iterable[ast.AST], context: type[ast.expr_context]) -> Iterator[str]:
    for node in nodes:
        for one in ast.walk(node):
            if isinstance(one, ast.Name) and isinstance(one.ctx, context):
                yield one.id
