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
FILLED = (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp)
MAKING = frozenset({"dict", "list", "set", "defaultdict"})
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
        """And what it fills: a list that stays empty lacks as much as a name that is missing."""
        filled = {
            name
            for one in self.statements
            if isinstance(one, ast.Assign | ast.AnnAssign) and _is_filled(one.value)
            for name in _names([one], ast.Store)
        }
        return [set(_given(one)) | (set(_receivers(one)) & filled) for one in self.statements]

    @cached_property
    def loads(self) -> list[set[str]]:
        return [set(_names([one], ast.Load, ast.Del)) for one in self.statements]

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
        statements, events = migration.body(UPGRADE), migration.ran.events
        few = len(statements) <= MOST and len(events) <= MOST
        found = Body(statements, events) if few else Body((), ())
        migration.cached[UPGRADE] = found
    return found


def _is_anew(event: Event) -> bool:
    effect = event.effect
    made = effect.verb is Verb.CREATE and effect.name.kind in ("table", "column")
    return made and event.again is Came.DONE


def _own(node: ast.stmt) -> set[str]:
    """Names of its own loops, and of its own `with`."""
    targets = (getattr(one, "target", None) if isinstance(one, (*LOOPS, ast.comprehension))
               else getattr(one, "optional_vars", None) for one in ast.walk(node))  # fmt: skip
    return set(_names(filter(None, targets), ast.Store))


def _is_filled(value: ast.expr | None) -> bool:
    called = value.func if isinstance(value, ast.Call) else None
    return isinstance(value, FILLED) or getattr(called, "id", "") in MAKING


def _given(node: ast.stmt) -> Iterator[str]:
    yield from _names([node], ast.Store)
    for one in ast.walk(node):
        if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield one.name
        elif isinstance(one, ast.alias):
            yield (one.asname or one.name).partition(".")[0]
        elif isinstance(one, ast.MatchAs | ast.MatchStar) and one.name:
            yield one.name


def _receivers(node: ast.stmt) -> Iterator[str]:
    """`x[…] = …` and `x.append(…)`."""
    for one in ast.walk(node):
        base: ast.expr | None = None
        if isinstance(one, ast.Subscript) and isinstance(one.ctx, ast.Store):
            base = one.value
        elif isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute):
            base = one.func.value
        if isinstance(base, ast.Name):
            yield base.id


def _names(nodes: Iterable[ast.AST], *context: type[ast.expr_context]) -> Iterator[str]:
    for node in nodes:
        for one in ast.walk(node):
            if isinstance(one, ast.Name) and isinstance(one.ctx, context):
                yield one.id
