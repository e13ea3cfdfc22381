"""Which statements belong together: what one of them gives or makes, others need, or take away."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.findings import UPGRADE
from toolkit.lint.effects import Effect, Verb
from toolkit.lint.events import Event
from toolkit.lint.fixes.body import Body, body
from toolkit.lint.migration import MigrationFile

TAKING = frozenset({Verb.DROP, Verb.RENAME})


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


def whole(found: Body, event: Event) -> tuple[int, int]:
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


def needs_another(found: Body, event: Event) -> bool:
    """Whether it makes what refers to another table, which goes: a person must know why."""
    makes = event.effect.verb is Verb.CREATE and event.lacking is not None
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
