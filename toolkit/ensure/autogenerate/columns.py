"""Which columns come, and which go, in the operations that Alembic found."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from alembic.operations.ops import (
    AddColumnOp,
    AlterColumnOp,
    CreateTableOp,
    DropColumnOp,
    DropTableOp,
    MigrateOperation,
    OpContainer,
)
from sqlalchemy import Column
from sqlalchemy.types import TypeEngine


@dataclass(frozen=True)
class Place:
    """A column, by the names that Alembic has for it."""

    schema: str | None
    table: str
    column: str
    type: TypeEngine[Any]


def coming(operations: Iterable[MigrateOperation]) -> Iterator[Place]:
    """New columns, and those that get another type."""
    for one in leaves(operations):
        match one:
            case CreateTableOp():
                yield from _of(one, one.to_table().columns)
            case AddColumnOp():
                yield from _of(one, [one.column])
            case AlterColumnOp(modify_type=TypeEngine() as type_):
                yield Place(one.schema, one.table_name, one.column_name, type_)


def going(operations: Iterable[MigrateOperation]) -> Iterator[Place]:
    """Columns that are dropped, and those that lose their type."""
    for one in leaves(operations):
        match one:
            case DropTableOp():
                yield from _of(one, one.to_table().columns)
            case DropColumnOp():
                yield from _of(one, [one.to_column()])
            case AlterColumnOp(modify_type=TypeEngine(), existing_type=TypeEngine() as type_):
                yield Place(one.schema, one.table_name, one.column_name, type_)


def leaves(operations: Iterable[MigrateOperation]) -> Iterator[MigrateOperation]:
    """Without what only holds them together."""
    for one in operations:
        if isinstance(one, OpContainer):
            yield from leaves(one.ops)
        else:
            yield one


def _of(
    op: CreateTableOp | AddColumnOp | DropTableOp | DropColumnOp, columns: Iterable[Column[Any]]
) -> Iterator[Place]:
    for column in columns:
        yield Place(op.schema, op.table_name, column.name, column.type)
