"""`op.add_column`, converging."""

from typing import Any

from alembic import op
from alembic.operations.ops import CreateTableOp
from sqlalchemy import (
    Column,
    Connection,
    ForeignKeyConstraint,
    PrimaryKeyConstraint,
    Table,
)

from toolkit.catalog import existence, places, render
from toolkit.catalog.kinds import TABLE_KINDS
from toolkit.catalog.parts import decide_parts
from toolkit.ensure.context import given, inline_enums, offline, settle_enums
from toolkit.ensure.settle import settle


def column(
    table_name: str,
    column: Column[Any],
    *,
    schema: str | None = None,
    if_not_exists: bool | None = None,
    inline_references: bool | None = None,
    inline_primary_key: bool | None = None,
) -> None:
    """Add the column with its inline enum, index, unique and foreign key, or see that it is there.

    A missing index, constraint or comment of it is added. DriftError: it is another column.
    """
    del if_not_exists
    inline = given(inline_references=inline_references, inline_primary_key=inline_primary_key)
    if offline():
        return op.add_column(table_name, column, schema=schema, **inline)
    connection = op.get_bind()
    (home,) = places.tables(connection, [(schema, table_name)])
    types = inline_enums(connection, [column])
    if types:
        settle_enums(connection, types, places.current(connection))
    if existence.part(connection, home, table_name, "column", column.name):
        return _converge(connection, column, table_name, schema, home)
    return op.add_column(table_name, column, schema=schema, **inline)


def _converge(
    connection: Connection, column: Column[Any], table_name: str, schema: str | None, home: str
) -> None:
    stub = CreateTableOp(table_name, [column], schema=schema).to_table(op.get_context())
    ddl = _ddl(connection, stub)
    settle(connection, decide_parts(connection, stub, home, ddl, TABLE_KINDS, column.name))


def _ddl(connection: Connection, stub: Table) -> list[str]:
    """The column and what comes with it; `op.add_column` makes no primary key either."""
    dialect = render.dialect_of(connection)
    left_out = (PrimaryKeyConstraint, ForeignKeyConstraint)
    return [
        *(render.column(one, stub.name, dialect) for one in stub.columns),
        *(
            render.constraint(one, stub.name, dialect)
            for one in stub.constraints
            if not isinstance(one, left_out)
        ),
        *(render.index(one, stub.name, dialect) for one in stub.indexes),
    ]
