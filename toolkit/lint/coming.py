"""What an effect comes to, by what is there; what is there afterwards."""

from __future__ import annotations

from toolkit.lint.effects import LISTED, Effect, Name, Verb
from toolkit.lint.events import Came
from toolkit.lint.schema import Schema
from toolkit.lint.wide import RELATION


def came(effect: Effect, schema: Schema, *, second: bool) -> Came:
    """`second`: the revision is run again."""
    match effect.verb:
        case Verb.CREATE:
            return _create(effect, schema)
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


def lacking(effect: Effect, schema: Schema) -> bool:
    """Whether something is gone that it works on."""
    if effect.verb is Verb.CREATE and effect.guarded and schema.exists(effect.name):
        return False  # it is skipped before anything is looked at
    works_on = effect.verb in (Verb.ADVANCE, Verb.INSERT, Verb.DELETE)
    works_on = works_on or (effect.verb is Verb.ALTER and not effect.guarded)
    needed = (*effect.needs, effect.name) if works_on else effect.needs
    return any(
        schema.exists(_relation(one)) is False and not one.name.startswith(LISTED) for one in needed
    )


def _relation(name: Name) -> Name:
    """What is read or altered as a table may be a view as well."""
    return name._replace(kind=RELATION) if name.kind == "table" else name


def _insert(effect: Effect, schema: Schema, *, second: bool) -> Came:
    emptied = effect.name in schema.emptied
    if second and not schema.taken.isdisjoint(effect.taken):
        return Came.CHANGES if emptied else Came.SAME  # there is nothing left to insert
    return Came.SAME if effect.guarded or emptied else Came.CHANGES


def _create(effect: Effect, schema: Schema) -> Came:
    if schema.exists(effect.name):
        if effect.unnamed and not effect.guarded:
            return Came.CHANGES  # another one, of another name
        return Came.SAME if effect.guarded else Came.FAILS
    schema.create(effect)
    return Came.DONE


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
    there = schema.exists(effect.name)
    if there is False:
        return Came.SAME if effect.guarded else Came.FAILS
    taken = schema.exists(effect.to)
    schema.rename(effect.name, effect.to)
    return Came.FAILS if taken else Came.DONE
