"""Which fix there is for an event, in the style that is asked for."""

from __future__ import annotations

import re

from toolkit.findings import Fix
from toolkit.lint.effects import Verb
from toolkit.lint.events import Event
from toolkit.lint.fixes.block import block
from toolkit.lint.fixes.constructs import construct
from toolkit.lint.fixes.directives import directive
from toolkit.lint.fixes.extent import hangs, remade
from toolkit.lint.fixes.native import flag
from toolkit.lint.fixes.once import once
from toolkit.lint.fixes.rebuilt import is_concurrent, rebuilt
from toolkit.lint.fixes.statements import statement
from toolkit.lint.fixes.styles import ENSURE
from toolkit.lint.migration import MigrationFile

ROWS = frozenset({Verb.INSERT, Verb.ADVANCE, Verb.DELETE, Verb.READ})
CHANGES_ROWS = re.compile(r"\s*(?:INSERT|UPDATE|DELETE|MERGE|TRUNCATE|WITH|SELECT|CALL)\b", re.I)


def fix(
    migration: MigrationFile, event: Event, style: str = ENSURE, sqlalchemy: tuple[int, ...] = (),
    *, transactional: bool = True,
) -> Fix | None:  # fmt: skip
    """None where a person must choose. `sqlalchemy`: its version, () where nobody knows."""
    own = style == ENSURE
    if event.elsewhere or (own and remade(migration, event)):
        return block(migration, event) if own and transactional else None
    found = _alone(migration, event, sqlalchemy, own=own)
    return found or (block(migration, event) if own and transactional else None)


def _alone(
    migration: MigrationFile, event: Event, sqlalchemy: tuple[int, ...], *, own: bool
) -> Fix | None:
    """Of its statement."""
    together = _together(migration, event)
    if is_concurrent(event) and (event.length or not own):
        return rebuilt(migration, event)
    if event.length:  # it stands in SQL
        makes = any(one.effect.verb is Verb.CREATE for one in together)  # SELECT … INTO
        if CHANGES_ROWS.match(event.text) and not makes:
            alone = len(_in_text(migration, event)) == len(together)
            return _once(migration, event) if alone and own else None
        return statement(migration, event, together)
    if event.effect.verb in ROWS and not _of_type(event):
        return _once(migration, event) if own else None
    own_flag = construct(migration, event.node, sqlalchemy)
    return own_flag or (directive if own else flag)(migration, event.node)


def _once(migration: MigrationFile, event: Event) -> Fix | None:
    return None if hangs(migration, event) else once(migration, event.node)


def _of_type(event: Event) -> bool:
    """A column whose type changes: that is schema."""
    return event.effect.name.kind == "column"


def _together(migration: MigrationFile, event: Event) -> list[Event]:
    """What happens in the same statement."""
    return [one for one in _in_text(migration, event) if one.offset == event.offset]


def _in_text(migration: MigrationFile, event: Event) -> list[Event]:
    return [one for one in migration.ran.events if one.node is event.node]
