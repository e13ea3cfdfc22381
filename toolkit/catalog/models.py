"""Every table, column, constraint, index, comment and enum of the models against the catalog."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from itertools import groupby

from sqlalchemy import Connection, Enum, MetaData

from toolkit.catalog import compare, enums, native, places, render, twin
from toolkit.catalog.compare import Key
from toolkit.catalog.decision import Decision
from toolkit.catalog.declaration import Declaration, Name
from toolkit.catalog.declared import Declared
from toolkit.catalog.foreign_keys import target
from toolkit.catalog.parts import refused
from toolkit.catalog.places import Finder
from toolkit.catalog.sql import search_path as searching


def decide_models(
    connection: Connection, metadata: MetaData, search_path: Sequence[str] = ()
) -> tuple[Decision, ...]:
    """All of it with one twin a schema, made and taken back: nothing is changed.

    A table or enum without a schema is looked for along the search path: `search_path` where
    given, else the connection's. What a declared table has beyond the models comes as MORE.
    """
    with searching(connection, *search_path) if search_path else nullcontext():
        tables = _placed(connection, metadata)
        types = _decide_enums(connection, tables)
        new = tuple(sql for one in types if one.found is None for sql in one.sql)
        finder = _finder(connection, tables)
        by_schema = groupby(sorted(tables, key=lambda one: one.schema), lambda one: one.schema)
        decided = [decide_tables(connection, list(some), new, finder) for _, some in by_schema]
    return (*types, *(one for some in decided for one in some))


def decide_tables(
    connection: Connection, tables: Sequence[Declared], new: Sequence[str], finder: Finder
) -> list[Decision]:
    """Tables of one schema. `new` is DDL that the twins need first."""
    ddl = [*new, *(sql for one in tables for sql in one.ddl())]
    names = [one.table.name for one in tables]
    twins = twin.compare(connection, tables[0].schema, names, ddl)
    if not twins.refused:
        return [it for one in tables for it in _decide_table(one, twins, finder)]
    if len(tables) > 1:
        return [it for one in tables for it in decide_tables(connection, [one], new, finder)]
    return [refused(Name(tables[0].schema, tables[0].table.name, ""), twins.refused)]


def _decide_table(one: Declared, twins: twin.Twins, finder: Finder) -> list[Decision]:
    key = ("table", Name(one.schema, one.table.name, ""))
    if key not in twins.found:
        return [compare.absent(twins.declared[key])]
    found = _of(one.table.name, twins.found)
    declared, unnamed = one.parts(twins.declared, finder)
    decisions = compare.parts(declared, found, unnamed)
    return [*decisions, *compare.extras(decisions, found)]


def _of(table: str, found: Mapping[Key, Declaration]) -> dict[Key, Declaration]:
    return {key: one for key, one in found.items() if one.name.relation == table}


def _placed(connection: Connection, metadata: MetaData) -> list[Declared]:
    tables = list(metadata.tables.values())
    schemas = places.tables(connection, [(one.schema, one.name) for one in tables])
    dialect = render.dialect_of(connection)
    return [Declared(*pair, dialect) for pair in zip(tables, schemas, strict=True)]


def _decide_enums(connection: Connection, tables: Sequence[Declared]) -> list[Decision]:
    if not tables:
        return []
    columns = (column for one in tables for column in one.table.columns)
    return decide_enums(connection, native.enums_in(columns, tables[0].dialect))


def decide_enums(
    connection: Connection, types: Sequence[Enum], home: str | None = None
) -> list[Decision]:
    """A type without a schema is in `home`; without that, where the search path finds it."""
    schemas = places.types(connection, [(one.schema or home, str(one.name)) for one in types])
    names = [Name(at, "", str(one.name)) for at, one in zip(schemas, types, strict=True)]
    found = enums.labels_of(connection, names)
    pairs = zip(names, types, strict=True)
    return [enums.decide(name, one.enums, found.get(name)) for name, one in pairs]


def _finder(connection: Connection, tables: Sequence[Declared]) -> Finder:
    targets = sorted({place for one in tables for place in _targets(one)}, key=str)
    schemas = places.tables(connection, targets)
    known = dict(zip(targets, schemas, strict=True))
    return lambda schema, name: known[schema, name]


def _targets(one: Declared) -> Iterator[tuple[str | None, str]]:
    for key in one.table.foreign_key_constraints:
        yield target(key)[:2]
