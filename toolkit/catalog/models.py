"""Every table, column, constraint, index, comment and enum of the models against the catalog."""

from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from itertools import groupby
from operator import itemgetter

from sqlalchemy import Connection, Enum, MetaData, Table

from toolkit.catalog import enums, native, places, render
from toolkit.catalog.decision import Decision
from toolkit.catalog.declared import known
from toolkit.catalog.foreign_keys import target
from toolkit.catalog.places import Finder
from toolkit.catalog.program import Program
from toolkit.catalog.sql import array, literal
from toolkit.catalog.sql import search_path as searching
from toolkit.catalog.twin import Comparison


def decide_models(
    connection: Connection, metadata: MetaData, search_path: Sequence[str] = ()
) -> tuple[Decision, ...]:
    """All of it with one twin a schema, made and taken back: nothing is changed.

    A table or enum without a schema is looked for along the search path: `search_path` where
    given, else the connection's. What a declared table has beyond the models comes as MORE.
    """
    with searching(connection, *search_path) if search_path else nullcontext():
        tables = list(metadata.tables.values())
        types = _decide_enums(connection, tables)
        new = tuple(sql for one in types if one.found is None for sql in one.sql)
        finder = _finder(connection, tables)
        homes = places.tables(connection, [(one.schema, one.name) for one in tables])
        placed = sorted(zip(homes, tables, strict=True), key=itemgetter(0))
        decided = [
            decide_tables(connection, schema, [table for _, table in some], new, finder)
            for schema, some in groupby(placed, key=itemgetter(0))
        ]
    return (*types, *(one for some in decided for one in some))


def decide_tables(
    connection: Connection,
    schema: str,
    tables: Sequence[Table],
    new: Sequence[str],
    finder: Finder,
) -> list[Decision]:
    """Tables of one schema. `new` is DDL that the twins need first."""
    dialect = render.dialect_of(connection)
    ddl = [*new, *(sql for one in tables for sql in render.table(one, dialect))]
    facts = known(tables, dialect, finder)
    compared = Comparison([one.name for one in tables], [*map(literal, ddl)], more=True)
    body = compared.body("table", tables[0].name, "")
    program = Program(f"models of {schema}", literal(schema), body, facts.json())
    decided = program.decide(connection)
    if len(tables) == 1 or not _refused(decided):
        return list(decided)
    return [it for one in tables for it in decide_tables(connection, schema, [one], new, finder)]


def _refused(decided: Sequence[Decision]) -> bool:
    """PostgreSQL does not make all of the twins: each by itself shows which."""
    return any(one.declared.definition.startswith("refused by PostgreSQL") for one in decided)


def _decide_enums(connection: Connection, tables: Sequence[Table]) -> list[Decision]:
    columns = (column for one in tables for column in one.columns)
    return decide_enums(connection, native.enums_in(columns, render.dialect_of(connection)))


def decide_enums(connection: Connection, types: Sequence[Enum]) -> list[Decision]:
    """A type without a schema is where the search path finds it."""
    schemas = places.types(connection, [(one.schema, str(one.name)) for one in types])
    wanted = [
        (literal(at), str(one.name), array(one.enums))
        for at, one in zip(schemas, types, strict=True)
    ]
    return enums.decide(connection, wanted)


def _finder(connection: Connection, tables: Sequence[Table]) -> Finder:
    targets = sorted({place for one in tables for place in _targets(one)}, key=str)
    schemas = places.tables(connection, targets)
    known = dict(zip(targets, map(literal, schemas), strict=True))
    return lambda schema, name: known[schema, name]


def _targets(one: Table) -> Iterator[tuple[str | None, str]]:
    for key in one.foreign_key_constraints:
        yield target(key)[:2]
