"""Enum types of the models against the database's, which Alembic does not compare."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from alembic.autogenerate.api import AutogenContext
from alembic.operations.ops import MigrateOperation
from sqlalchemy import Connection
from sqlalchemy.types import TypeEngine

from toolkit.catalog import enums, places
from toolkit.catalog.decision import Decision, Verdict
from toolkit.catalog.declaration import Name
from toolkit.catalog.sql import array, literal
from toolkit.ensure.autogenerate.columns import coming, going
from toolkit.ensure.autogenerate.operations import AddLabelsOp, CreateEnumOp, DropEnumOp, Label
from toolkit.ensure.autogenerate.types import Native, dialect_of, native
from toolkit.ensure.autogenerate.users import users
from toolkit.ensure.autogenerate.words import using

log = logging.getLogger("alembic.autogenerate.enums")

OUR_SCHEMA = "hive"
"""The toolkit's own: what is in it is nobody's to migrate."""

Operations = list[MigrateOperation]


def needed(context: AutogenContext, operations: Sequence[MigrateOperation]) -> Operations:
    """Labels, then types, that must be there before `operations`."""
    new = _named(context, (one.type for one in coming(operations)))
    types = {**new, **_named(context, _standing(context))}
    types = {name: one for name, one in types.items() if one.labels}
    found = enums.labels_of(_connection(context), list(types))
    wanted = [(literal(it.schema), it.name, array(one.labels)) for it, one in types.items()]
    decided = enums.decide(_connection(context), wanted)
    labels: Operations = []
    created: Operations = []
    for (name, one), decision in zip(types.items(), decided, strict=True):
        _tell(decision, [it for it in found.get(name, ()) if it not in one.labels])
        if decision.verdict is Verdict.ABSENT and name in new:
            log.info("Detected added enum type %r", one.name)
            created.append(CreateEnumOp(one.name, one.labels, one.schema))
        if decision.verdict is Verdict.LESS:
            labels.append(_missing(context, one, found[name], operations))
    return [*labels, *created]


def left_over(context: AutogenContext, operations: Sequence[MigrateOperation]) -> Operations:
    """Types that nothing uses any more after `operations`."""
    connection = _connection(context)
    places_ = list(going(operations))
    columns = {(one.schema or _home(context), one.table, one.column) for one in places_}
    gone = _named(context, (one.type for one in places_))
    kept = _named(context, _modelled(context))
    found = enums.labels_of(connection, list(gone))
    dropped: Operations = []
    for name, labels in found.items():
        if name in kept or not users(connection, name) <= columns:
            continue
        log.info("Detected removed enum type %r", name.name)
        dropped.append(DropEnumOp(name.name, labels, gone[name].schema))
    return dropped


def _missing(
    context: AutogenContext,
    one: Native,
    found: Sequence[str],
    operations: Sequence[MigrateOperation],
) -> AddLabelsOp:
    """Each after the one declared before it; the first before what comes first."""
    labels = []
    for place, text in enumerate(one.labels):
        if text in found:
            continue
        log.info("Detected added label %r of enum type %r", text, one.name)
        if place:
            labels.append(Label(text, after=one.labels[place - 1]))
        else:
            labels.append(Label(text, before=found[0] if found else None))
    committed = using(context, operations, {label.text for label in labels})
    return AddLabelsOp(one.name, tuple(labels), one.schema, committed)


def _tell(decision: Decision, extra: list[str]) -> None:
    """What no migration is generated for."""
    if decision.verdict is Verdict.DIFFERENT:
        words = "%s is %s in the models, but %s in the database: nothing is generated for it"
        log.warning(words, decision.declared.subject, decision.declared, decision.found)
    elif extra:
        words = "%s has labels in the database that the models lack: %s"
        log.warning(words, decision.declared.subject, ", ".join(map(repr, extra)))


def _standing(context: AutogenContext) -> Iterator[TypeEngine[Any]]:
    """Types of the models' columns, but for what the project's filters leave out."""
    for table in context.sorted_tables:
        schema = None if table.schema == _home(context) else table.schema
        if (
            context.run_name_filters(schema, "schema", {})
            and context.run_name_filters(table.name, "table", {"schema_name": schema})
            and context.run_object_filters(table, table.name, "table", False, table)
        ):
            for column in table.columns:
                if context.run_object_filters(column, column.name, "column", False, column):
                    yield column.type


def _modelled(context: AutogenContext) -> Iterator[TypeEngine[Any]]:
    return (column.type for table in context.sorted_tables for column in table.columns)


def _named(context: AutogenContext, types: Iterable[TypeEngine[Any]]) -> dict[Name, Native]:
    """The enum types, by where they are or would be made; none of a schema left out."""
    dialect = dialect_of(context)
    found = [one for type_ in types if (one := native(type_, dialect))]
    homes = places.types(_connection(context), [(one.schema, one.name) for one in found])
    return {
        Name(home, "", one.name): one
        for home, one in zip(homes, found, strict=True)
        if _looked_at(context, home)
    }


def _looked_at(context: AutogenContext, schema: str) -> bool:
    name = None if schema == _home(context) else schema
    return schema != OUR_SCHEMA and context.run_name_filters(name, "schema", {})


def _home(context: AutogenContext) -> str:
    """The schema that Alembic calls None."""
    return str(dialect_of(context).default_schema_name)


def _connection(context: AutogenContext) -> Connection:
    assert context.connection is not None
    return context.connection
