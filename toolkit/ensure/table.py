"""`op.create_table`, converging."""

from typing import Any

from alembic import op
from alembic.operations.ops import CreateTableOp
from sqlalchemy import Connection, Table
from sqlalchemy.schema import (
    CreateIndex,
    CreateTable,
    SchemaItem,
    SetColumnComment,
    SetTableComment,
)

from toolkit.catalog import places, render
from toolkit.catalog.declared import Declared
from toolkit.catalog.existence import relation
from toolkit.catalog.models import decide_tables
from toolkit.ensure.context import inline_enums, offline, settle_enums
from toolkit.ensure.settle import settle


def table(
    table_name: str,
    *columns: SchemaItem,
    schema: str | None = None,
    if_not_exists: bool | None = None,
    **kw: Any,
) -> Table:
    """Create the table with its inline enums, indexes and foreign keys, or see that it is there.

    A missing index, constraint or comment is added where rows allow it. DriftError: a declared
    column is missing, or a part is different. `if_not_exists` is always so.
    """
    del if_not_exists
    if offline():
        return op.create_table(table_name, *columns, schema=schema, **kw)
    connection = op.get_bind()
    home, there = relation(connection, schema, table_name)
    types = inline_enums(connection, columns)
    if not there and not types:
        return op.create_table(table_name, *columns, schema=schema, **kw)
    declared = _table(table_name, *columns, schema=schema, **kw)
    # Again, now that a type may have taken the table's schema.
    settle_enums(connection, inline_enums(connection, declared.columns), home)
    _converge(connection, declared, home) if there else _create(declared)
    return declared


def _table(table_name: str, *columns: SchemaItem, **kw: Any) -> Table:
    return CreateTableOp(table_name, columns, **kw).to_table(op.get_context())


def _create(table: Table) -> None:
    """What `op.create_table` does, without the types: they are there by now."""
    op.execute(CreateTable(table))
    for index in table.indexes:
        op.execute(CreateIndex(index))
    if table.comment is not None:
        op.execute(SetTableComment(table))
    for column in table.columns:
        if column.comment is not None:
            op.execute(SetColumnComment(column))


def _converge(connection: Connection, table: Table, schema: str) -> None:
    declared = Declared(table, schema, render.dialect_of(connection))
    settle(connection, decide_tables(connection, [declared], (), places.finder(connection)))
