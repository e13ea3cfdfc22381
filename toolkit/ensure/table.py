"""`op.create_table`, converging."""

from collections.abc import Iterator
from typing import Any

from alembic import op
from alembic.operations.ops import CreateTableOp
from sqlalchemy import Table
from sqlalchemy.schema import (
    CreateIndex,
    CreateTable,
    DDLElement,
    SchemaItem,
    SetColumnComment,
    SetTableComment,
)

from toolkit.catalog import existence, places, render
from toolkit.catalog.absent import Absent
from toolkit.catalog.declared import known
from toolkit.catalog.program import NOTHING, Program, unless
from toolkit.catalog.sql import literal
from toolkit.catalog.twin import Comparison, decided
from toolkit.ensure.settle import create_or_settle
from toolkit.ensure.spoken import dialect
from toolkit.ensure.types import settle_types


def table(
    table_name: str,
    *columns: SchemaItem,
    schema: str | None = None,
    if_not_exists: bool | None = None,
    altered: bool = False,
    **kw: Any,
) -> Table:
    """Create the table with its inline types, indexes and foreign keys, or see that it is there.

    A missing index, constraint or comment is added where rows allow it. DriftError: a declared
    column is missing, or a part is different. `if_not_exists` is always so. `altered`: the rest of
    the revision alters it, so that what is there already may be either.
    """
    del if_not_exists
    declared = CreateTableOp(table_name, columns, schema=schema, **kw).to_table(op.get_context())
    settle_types(declared.columns)
    spoken = dialect()
    create = [str(one.compile(dialect=spoken)).strip() for one in _created(declared)]
    there = existence.relation(table_name)
    absent = Absent(f"table {table_name}", places.made(declared.schema), there, create)
    create_or_settle(absent, lambda: _program(declared, absent, altered=altered))
    return declared


def _program(table: Table, absent: Absent, *, altered: bool) -> Program:
    spoken = dialect()
    twin = [literal(sql) for sql in render.table(table, spoken)]
    facts = known([table], spoken, places.table)
    compared = Comparison([table.name], twin, more=True)
    otherwise = decided("absent", "table", table.name, "", literal("TABLE"), absent.create)
    found = NOTHING if altered else compared.body("table", table.name, "")
    body = unless(absent.there, otherwise, found)
    return Program(f"ensure table {table.name}", absent.home, body, facts.json())


def _created(table: Table) -> Iterator[DDLElement]:
    """What `op.create_table` does, without the types: they are there by now."""
    yield CreateTable(table)
    for index in sorted(table.indexes, key=lambda one: str(one.name)):
        yield CreateIndex(index)
    if table.comment is not None:
        yield SetTableComment(table)
    for column in table.columns:
        if column.comment is not None:
            yield SetColumnComment(column)
