"""Raw SQL becomes what may be run again: by a flag where PostgreSQL has one, else in a block that
takes the error of being done already for what it is."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from toolkit.findings import Edit, Fix
from toolkit.lint.effects import Verb
from toolkit.lint.error_names import condition_of
from toolkit.lint.events import Came, Event
from toolkit.lint.fixes.inserted import PLAIN
from toolkit.lint.fixes.literals import inside, written
from toolkit.lint.migration import MigrationFile

W = r"\s+"
FLAGS: tuple[tuple[str, str], ...] = (
    (rf"CREATE(?:{W}(?:UNLOGGED|FOREIGN|TEMP|TEMPORARY))?{W}TABLE\b(?!{W}IF\b)", " IF NOT EXISTS"),
    (rf"CREATE(?:{W}UNIQUE)?{W}INDEX(?:{W}CONCURRENTLY)?\b(?!{W}(?:IF|ON)\b)", " IF NOT EXISTS"),
    (rf"CREATE{W}(?:MATERIALIZED{W}VIEW|SCHEMA|EXTENSION|SEQUENCE|STATISTICS|COLLATION)\b(?!{W}IF\b)",
     " IF NOT EXISTS"),
    (rf"CREATE(?={W}(?:VIEW|FUNCTION|PROCEDURE|TRIGGER|RULE|AGGREGATE)\b)",
     " OR REPLACE"),
    (rf"DROP{W}(?:TABLE|INDEX(?:{W}CONCURRENTLY)?|TYPE|DOMAIN|SEQUENCE|VIEW|SCHEMA"
        rf"|MATERIALIZED{W}VIEW"
     rf"|FUNCTION|PROCEDURE|AGGREGATE|TRIGGER|POLICY|RULE|EXTENSION|ROLE|USER|PUBLICATION|STATISTICS"
     rf"|COLLATION|CAST|SERVER|FOREIGN{W}TABLE|EVENT{W}TRIGGER|OPERATOR)\b(?!{W}IF\b)",
     " IF EXISTS"),
    (rf"ADD{W}VALUE\b(?!{W}IF\b)", " IF NOT EXISTS"),
)  # fmt: skip
IN_TABLE: tuple[tuple[str, str], ...] = (
    (rf"\bADD{W}COLUMN\b(?!{W}IF\b)", " IF NOT EXISTS"),
    (rf"\bDROP{W}(?:COLUMN|CONSTRAINT)\b(?!{W}IF\b)", " IF EXISTS"),
)
BEGINS = tuple((re.compile(rf"\s*(?:ALTER{W}TYPE.*?)?{one}", re.I | re.S), to) for one, to in FLAGS)
WITHIN = tuple((re.compile(one, re.I), to) for one, to in IN_TABLE)
TABLE = re.compile(rf"\s*ALTER{W}TABLE\b", re.I)
INTO = re.compile(r"\s*(?:SELECT|WITH)\b", re.I)
OPENED = "DO $hive$ BEGIN "
OUTSIDE = re.compile(r"\bCONCURRENTLY\b|--[^\n]*\s*\Z|\$hive\$|^\s*(?:COMMIT|BEGIN|VACUUM)\b", re.I)


def statement(migration: MigrationFile, event: Event, together: list[Event]) -> Fix | None:
    """Of the statement in which an event happens; `together` are all events of that statement."""
    place = _place(migration, event)
    if place is None:
        return _around(migration, event, together)
    begin, end = place
    text = migration.text[begin:end]
    misbehaving = [one for one in together if one.misbehaves]
    named = [one for one in misbehaving if one.effect.unnamed]
    if INTO.match(text) or any(map(_goes_on, misbehaving)):
        return None  # no flag and no error to take for what it is
    lacking = any(one.lacking or one.effect.unnamed for one in misbehaving)
    edits = () if lacking else tuple(_flags(text, begin))
    if edits and (not TABLE.match(text) or all(map(_has_flag, misbehaving))):
        return Fix("IF EXISTS, IF NOT EXISTS, OR REPLACE", edits)
    if len(named) == 1 and (fix := _named(text, begin, named[0])):
        return fix  # what is left to be done is done then
    if OUTSIDE.search(text) or named:
        return None
    end = begin + len(text.rstrip().removesuffix(";"))
    begin += len(text) - len(text.lstrip())
    edits = (Edit(begin, begin, OPENED), Edit(end, end, _closed(misbehaving)))
    return Fix("a block that takes it as done", edits)


def _goes_on(event: Event) -> bool:
    """Whether it succeeds, and ends elsewhere."""
    return event.again is Came.CHANGES and not event.effect.unnamed


def _named(text: str, begin: int, event: Event) -> Fix | None:
    """The name that PostgreSQL finds by itself the first time: only then can it be looked for."""
    name = event.effect.name
    if not PLAIN.fullmatch(name.name):
        return None
    for pattern, words in NAMELESS.get(name.kind, ()):
        found = [match.end() for match in pattern.finditer(text)]
        if len(found) == 1:
            at = begin + found[0]
            return Fix("the name that it has", (Edit(at, at, words.format(name.name)),))
    return None


NAMELESS = {
    "index": (
        (re.compile(rf"\bCREATE(?:{W}UNIQUE)?{W}INDEX(?:{W}CONCURRENTLY)?(?={W}ON\b)", re.I),
         " IF NOT EXISTS {}"),
    ),
    "constraint": (
        (re.compile(rf"\bADD(?={W}(?:CHECK|UNIQUE|FOREIGN|PRIMARY|EXCLUDE)\b)", re.I),
         " CONSTRAINT {}"),
    ),
}  # fmt: skip


def _around(migration: MigrationFile, event: Event, together: list[Event]) -> Fix | None:
    """Of one statement that a variable holds: the block is put around the variable."""
    node = event.node
    if isinstance(node, ast.Call) and len(node.args) == 1 and not node.keywords:
        node = node.args[0]
    many = {one.offset for one in migration.ran.events if one.node is event.node}
    if not isinstance(node, ast.Name) or len(many) != 1 or OUTSIDE.search(event.text):
        return None
    misbehaving = [one for one in together if one.misbehaves]
    if not event.text or any(one.effect.unnamed for one in misbehaving):
        return None
    begin, end = migration.places.ends(node)
    after = f'.rstrip().rstrip(";") + "{_closed(misbehaving)}"'
    edits = (Edit(begin, begin, f'"{OPENED}" + '), Edit(end, end, after))
    return Fix("a block that takes it as done", edits)


def _closed(events: list[Event]) -> str:
    caught = " OR ".join(sorted({error for one in events for error in _errors(one)}))
    then = _asked(events[0]) if len(events) == 1 else ""
    return f"; EXCEPTION WHEN {caught} THEN {then or 'NULL'}; END $hive$"


def _asked(event: Event) -> str:
    """What fails unless the new name is there: then the error was another one. "" where there is no
    such question, or no way to write it without quotes."""
    to = event.effect.to
    if to is None or not event.renamed:
        return ""
    table = to.table or to.name
    names = [one for one in (to.schema, table, to.name) if one]
    if not all(PLAIN.fullmatch(one) and _is_bare(one, event.text) for one in names):
        return ""
    source = f"{to.schema}.{table}" if to.schema else table
    if to.kind == "column":
        return f"PERFORM {table}.{to.name} FROM {source} LIMIT 0"
    return f"PERFORM FROM {source} LIMIT 0" if to.kind in SELECTABLE else ""


def _is_bare(name: str, text: str) -> bool:
    """Written without quotes, so that it needs none."""
    return re.search(rf'(?<![\w"]){re.escape(name)}(?![\w"])', text, re.I) is not None


def _has_flag(event: Event) -> bool:
    """Whether ALTER TABLE has one for it."""
    effect = event.effect
    return effect.name.kind == "column" or (
        effect.name.kind == "constraint" and effect.verb is Verb.DROP
    )


def _errors(event: Event) -> Iterator[str]:
    """What doing it again may end with, besides the usual error of its kind."""
    yield condition_of(event.effect)
    if event.error:
        yield event.error
    if event.lacking or event.effect.verb is Verb.RENAME:
        yield from NOT_THERE
    yield from MORE.get(event.effect.name.kind, ())


SELECTABLE = frozenset({"table", "view", "materialized view", "foreign table", "sequence"})
NOT_THERE = ("undefined_table", "undefined_object", "undefined_column", "undefined_function")
MORE = {
    "constraint": ("duplicate_table", "invalid_table_definition",
                   "object_not_in_prerequisite_state"),
    "label": ("invalid_parameter_value",),
    "identity": ("object_not_in_prerequisite_state",),
    "partition": ("wrong_object_type", "duplicate_table"),
    "text search configuration": ("unique_violation",),
    "text search dictionary": ("unique_violation",),
}  # fmt: skip
"""A key may be there as a constraint, an index or another key; a label is a value."""


def _place(migration: MigrationFile, event: Event) -> tuple[int, int] | None:
    """Where the statement stands in the file: letter by letter, or alone in a literal."""
    if not event.length or not event.text:
        return None
    node = written(migration, event.node)
    begin, end = migration.places.ends(node)
    found = migration.text.find(event.text, begin, end)
    if found >= 0 and migration.text.find(event.text, found + 1, end) < 0:
        return found, found + event.length
    alone = {one.offset for one in migration.ran.events if one.node is event.node}
    return inside(migration, node) if len(alone) == 1 else None


def _flags(text: str, begin: int) -> Iterator[Edit]:
    for pattern, flag in BEGINS:
        if match := pattern.match(text):
            yield Edit(begin + match.end(), begin + match.end(), flag)
            return
    if TABLE.match(text):
        for pattern, flag in WITHIN:
            for match in pattern.finditer(text):
                yield Edit(begin + match.end(), begin + match.end(), flag)
