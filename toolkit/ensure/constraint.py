"""`op.create_unique_constraint` and its like, converging."""

from collections.abc import Sequence
from typing import Any

from alembic import op
from alembic.ddl.postgresql import CreateExcludeConstraintOp
from alembic.operations.ops import (
    AddConstraintOp,
    CreateCheckConstraintOp,
    CreateForeignKeyOp,
    CreatePrimaryKeyOp,
    CreateUniqueConstraintOp,
)
from sqlalchemy import ForeignKeyConstraint, PrimaryKeyConstraint, TextClause
from sqlalchemy.schema import Constraint
from sqlalchemy.sql.elements import ColumnElement

from toolkit.catalog import existence, kinds, places, render
from toolkit.catalog.absent import Absent
from toolkit.catalog.declared import foreign_key as foreign_key_part
from toolkit.catalog.program import Program, unless
from toolkit.catalog.sql import literal
from toolkit.catalog.twin import Comparison, Known, decided
from toolkit.ensure.context import given
from toolkit.ensure.settle import create_or_settle
from toolkit.ensure.spoken import dialect
from toolkit.ensure.written import written


def unique(
    constraint_name: str | None,
    table_name: str,
    columns: Sequence[str],
    *,
    schema: str | None = None,
    **kw: Any,
) -> None:
    """Create the constraint, or see that it is there."""
    _ensure(CreateUniqueConstraintOp, constraint_name, table_name, columns, schema=schema, **kw)


def check(
    constraint_name: str | None,
    table_name: str,
    condition: str | ColumnElement[bool] | TextClause,
    *,
    schema: str | None = None,
    **kw: Any,
) -> None:
    """Create the constraint, validate it where it was left NOT VALID, or see that it is there."""
    _ensure(CreateCheckConstraintOp, constraint_name, table_name, condition, schema=schema, **kw)


def primary_key(
    constraint_name: str | None,
    table_name: str,
    columns: list[str],
    *,
    schema: str | None = None,
) -> None:
    """Create the key, or see that it is there."""
    _ensure(CreatePrimaryKeyOp, constraint_name, table_name, columns, schema=schema)


def exclude(constraint_name: str, table_name: str, *elements: Any, **kw: Any) -> None:
    """Create the constraint, or see that it is there."""
    _ensure(CreateExcludeConstraintOp, constraint_name, table_name, elements, **kw)


def foreign_key(
    constraint_name: str | None,
    source_table: str,
    referent_table: str,
    local_cols: list[str],
    remote_cols: list[str],
    *,
    onupdate: str | None = None,
    ondelete: str | None = None,
    deferrable: bool | None = None,
    initially: str | None = None,
    match: str | None = None,
    source_schema: str | None = None,
    referent_schema: str | None = None,
    **dialect_kw: Any,
) -> None:
    """Create the key, validate it where it was left NOT VALID, or see that it is there."""
    options = dialect_kw | given(
        onupdate=onupdate, ondelete=ondelete, deferrable=deferrable, initially=initially,
        match=match, source_schema=source_schema, referent_schema=referent_schema,
    )  # fmt: skip
    places_ = (constraint_name, source_table, referent_table, local_cols, remote_cols)
    _ensure(CreateForeignKeyOp, *places_, **options)


def _ensure(operation: type[AddConstraintOp], *places_: Any, **options: Any) -> None:
    declared = operation(*places_, **options).to_constraint(op.get_context())
    table = declared.table.name
    name = render.constraint_name(declared, dialect())
    # One without a name is known by what it is, so it always needs the comparison.
    there = "true"
    if name:
        there = f"{existence.part('constraint', table, name)} OR {existence.relation(name)}"
        if isinstance(declared, PrimaryKeyConstraint):
            there = f"{there} OR {existence.primary_key(table)}"
    home = places.table(declared.table.schema, table)
    create = written(operation(*places_, **options))
    absent = Absent(f"constraint {table}.{name}", home, there, create)
    create_or_settle(absent, lambda: _program(declared, name or "", absent))


def _program(declared: Constraint, name: str, absent: Absent) -> Program:
    spoken, table = dialect(), declared.table.name
    if isinstance(declared, ForeignKeyConstraint):
        known = Known([foreign_key_part(declared, spoken, places.table)])
        twin: tuple[str, ...] = ()
    else:
        known = Known(names=[(table, name)] if name else [])
        twin = (*render.like(table), literal(render.constraint(declared, table, spoken)))
    compared = Comparison([table], twin, (kinds.constraint,), known, "true", absent.create)
    otherwise = decided("absent", "constraint", table, name, literal("CONSTRAINT"), absent.create)
    body = unless(absent.there, otherwise, compared.body("constraint", table, name))
    return Program(f"ensure constraint {name or 'of'} {table}", absent.home, body, known.json())
