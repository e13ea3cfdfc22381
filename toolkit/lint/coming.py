"""What an effect comes to, by what is there; what is there afterwards."""

from __future__ import annotations

from toolkit.lint.effects import LISTED, Effect, Name, Verb
from toolkit.lint.events import Came
from toolkit.lint.schema import Schema, table
from toolkit.lint.sql.kinds import ON_TABLES
from toolkit.lint.wide import RELATION, RELATIONS

READING = frozenset(
    {"index", "view", "materialized view", "statistics", "function", "trigger", "rule"}
)
"""Kinds of which PostgreSQL reads the whole definition before it looks for the name."""
CERTAIN = RELATIONS - {RELATION}


def came(effect: Effect, schema: Schema, *, second: bool, elsewhere: bool) -> Came:
    """`second`: the revision is run again; `elsewhere`: as an event has it."""
    match effect.verb:
        case Verb.CREATE:
            return _create(effect, schema, elsewhere=elsewhere)
        case Verb.DROP:
            return _drop(effect, schema)
        case Verb.RENAME:
            return _rename(effect, schema)
        case Verb.ADVANCE:
            return Came.CHANGES
        case Verb.DELETE:
            schema.emptied.add(effect.name)
            schema.taken.update(effect.taken)
            return Came.CHANGES if effect.why and second else Came.SAME
        case Verb.INSERT:
            return _insert(effect, schema, second=second)
    return Came.SAME


def lacking(effect: Effect, schema: Schema) -> Name | None:
    """What is gone that it works on."""
    if _is_skipped(effect, schema):
        return None
    needed = (*effect.needs, *_works_on(effect))
    return next((one for one in needed if _is_gone(one, schema)), None)


def _is_skipped(effect: Effect, schema: Schema) -> bool:
    """Whether it ends before anything is looked at."""
    if effect.verb is Verb.DROP:
        return effect.compared
    by_name = effect.guarded and not effect.compared and not effect.reads
    skips = by_name and effect.verb is Verb.CREATE and effect.name.kind not in READING
    return skips and bool(schema.exists(effect.name))


def _works_on(effect: Effect) -> tuple[Name, ...]:
    alters = effect.verb is Verb.ALTER and (effect.compared or not effect.guarded)
    if not alters and effect.verb not in (Verb.ADVANCE, Verb.INSERT, Verb.DELETE):
        return ()
    name = effect.name
    return (table(name), name) if name.kind in ON_TABLES and name.table else (name,)


def _is_gone(name: Name, schema: Schema) -> bool:
    """What is read or altered as a table may be another relation as well."""
    if schema.there.get(name) or name.name.startswith(LISTED):
        return False
    if name.kind != "table":
        return schema.exists(name) is False
    there, (_, *rest) = schema.there, name
    known = {there.get(Name(one, *rest)) for one in CERTAIN}
    return True not in known and (False in known or there.get(Name(RELATION, *rest)) is False)


def _insert(effect: Effect, schema: Schema, *, second: bool) -> Came:
    emptied = effect.name in schema.emptied
    if second and not schema.taken.isdisjoint(effect.taken):
        return Came.CHANGES if emptied else Came.SAME  # there is nothing left to insert
    return Came.SAME if effect.guarded or emptied else Came.CHANGES


def _create(effect: Effect, schema: Schema, *, elsewhere: bool) -> Came:
    if schema.exists(effect.name):
        if effect.unnamed and not effect.guarded:
            return Came.CHANGES  # another one, of another name
        if effect.guarded and elsewhere:
            return Came.CHANGES  # this one goes without
        return Came.SAME if effect.guarded else Came.FAILS
    schema.create(effect)
    return Came.CHANGES if elsewhere else Came.DONE


def _drop(effect: Effect, schema: Schema) -> Came:
    there = schema.exists(effect.name)
    listed = effect.name.name.startswith(LISTED)
    schema.drop(effect.name, cascade=effect.cascade)
    if listed:
        schema.forget(effect.name)
    if there is False and not listed:
        return Came.SAME if effect.guarded else Came.FAILS
    return Came.DONE


def _rename(effect: Effect, schema: Schema) -> Came:
    assert effect.to is not None
    there, taken = schema.exists(effect.name), schema.exists(effect.to)
    if there is False:
        neither = effect.compared and taken is False
        return Came.SAME if effect.guarded and not neither else Came.FAILS
    schema.rename(effect.name, effect.to)
    return Came.FAILS if taken else Came.DONE
