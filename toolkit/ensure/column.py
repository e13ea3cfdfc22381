"""`op.add_column`, converging."""

from typing import Any

from alembic import op
from alembic.operations.ops import AddColumnOp, CreateTableOp
from alembic.util.sqla_compat import _copy
from sqlalchemy import Column, ForeignKeyConstraint, PrimaryKeyConstraint, Table
from sqlalchemy.dialects.postgresql.base import PGDialect

from toolkit.catalog import existence, places, render
from toolkit.catalog.absent import Absent
from toolkit.catalog.declared import known
from toolkit.catalog.program import NOTHING, Program, unless
from toolkit.catalog.sql import literal
from toolkit.catalog.twin import Comparison, decided
from toolkit.ensure.brought import is_made
from toolkit.ensure.context import given
from toolkit.ensure.settle import create_or_settle
from toolkit.ensure.spoken import dialect
from toolkit.ensure.types import settle_types
from toolkit.ensure.written import written


def column(
    table_name: str,
    column: Column[Any],
    *,
    schema: str | None = None,
    if_not_exists: bool | None = None,
    inline_references: bool | None = None,
    inline_primary_key: bool | None = None,
    altered: bool = False,
) -> None:
    """Add the column with its inline types, index, unique and foreign key, or see that it is there.

    A missing index, constraint or comment of it is added. DriftError: it is another column.
    `altered`: the rest of the revision alters it, so that what is there already may be either.
    """
    del if_not_exists
    inline = given(inline_references=inline_references, inline_primary_key=inline_primary_key)
    # Copied before it belongs to a table: a copy of one that does has lost its foreign keys.
    stub = CreateTableOp(table_name, [_copy(column)], schema=schema).to_table(op.get_context())
    settle_types(stub.columns)
    create = written(AddColumnOp(table_name, column, schema=schema, **inline))
    there = existence.part("column", table_name, column.name)
    home = places.table(stub.schema, table_name)
    absent = Absent(f"column {table_name}.{column.name}", home, there, create)
    create_or_settle(absent, lambda: _program(stub, column.name, absent, altered=altered))


def _program(stub: Table, name: str, absent: Absent, *, altered: bool) -> Program:
    spoken = dialect()
    twin = (*render.like(stub.name, name), *map(literal, _twin(stub, name, spoken)))
    facts = known([stub], spoken, places.table, whole=False)
    meant = f"p.kind = 'column' AND p.name = {literal(name)} OR p.kind IN ('constraint', 'index')"
    compared = Comparison([stub.name], twin, meant=meant)
    otherwise = decided("absent", "column", stub.name, name, literal("COLUMN"), absent.create)
    found = NOTHING if altered else compared.body("column", stub.name, name)
    body = unless(absent.there, otherwise, found)
    return Program(f"ensure column {stub.name}.{name}", absent.home, body, facts.json())


def _twin(stub: Table, name: str, dialect: PGDialect) -> list[str]:
    """The column and what comes with it; `op.add_column` makes no primary key either.

    Where it refers to its own table, the stub has what it refers to as well.
    """
    left_out = (PrimaryKeyConstraint, ForeignKeyConstraint)
    return [
        render.column(stub.columns[name], stub.name, dialect),
        *(
            render.constraint(one, stub.name, dialect)
            for one in stub.constraints
            if not isinstance(one, left_out) and is_made(one)
        ),
        *(render.index(one, stub.name, dialect) for one in stub.indexes),
    ]
