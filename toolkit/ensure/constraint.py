"""`op.create_unique_constraint`, `create_check_constraint`, `create_foreign_key`, converging."""

from collections.abc import Callable, Sequence
from typing import Any

from alembic import op
from alembic.operations.ops import (
    CreateCheckConstraintOp,
    CreateForeignKeyOp,
    CreateUniqueConstraintOp,
)
from sqlalchemy import ForeignKeyConstraint, TextClause
from sqlalchemy.schema import Constraint
from sqlalchemy.sql.elements import ColumnElement

from toolkit.catalog import existence, kinds, places, render
from toolkit.catalog.decision import Verdict
from toolkit.catalog.parts import decide_parts
from toolkit.ensure.context import given, offline
from toolkit.ensure.settle import settle


def unique(
    constraint_name: str | None,
    table_name: str,
    columns: Sequence[str],
    *,
    schema: str | None = None,
    **kw: Any,
) -> None:
    """Create the constraint, or see that it is there."""

    def create() -> None:
        op.create_unique_constraint(constraint_name, table_name, columns, schema=schema, **kw)

    def declared() -> Constraint:
        wanted = CreateUniqueConstraintOp(constraint_name, table_name, columns, schema=schema, **kw)
        return wanted.to_constraint(op.get_context())

    _ensure(constraint_name, table_name, schema, create, declared)


def check(
    constraint_name: str | None,
    table_name: str,
    condition: str | ColumnElement[bool] | TextClause,
    *,
    schema: str | None = None,
    **kw: Any,
) -> None:
    """Create the constraint, validate it where it was left NOT VALID, or see that it is there."""

    def create() -> None:
        op.create_check_constraint(constraint_name, table_name, condition, schema=schema, **kw)

    def declared() -> Constraint:
        wanted = CreateCheckConstraintOp(
            constraint_name, table_name, condition, schema=schema, **kw
        )
        return wanted.to_constraint(op.get_context())

    _ensure(constraint_name, table_name, schema, create, declared)


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
    places_ = (constraint_name, source_table, referent_table, local_cols, remote_cols)
    options = dialect_kw | given(
        onupdate=onupdate, ondelete=ondelete, deferrable=deferrable, initially=initially,
        match=match, source_schema=source_schema, referent_schema=referent_schema,
    )  # fmt: skip

    def create() -> None:
        op.create_foreign_key(*places_, **options)

    def declared() -> Constraint:
        return CreateForeignKeyOp(*places_, **options).to_constraint(op.get_context())

    _ensure(constraint_name, source_table, source_schema, create, declared)


def _ensure(
    name: str | None,
    table: str,
    schema: str | None,
    create: Callable[[], None],
    declared: Callable[[], Constraint],
) -> None:
    """One without a name is known by what it is, so it always needs the comparison."""
    if offline():
        return create()
    connection = op.get_bind()
    (home,) = places.tables(connection, [(schema, table)])
    if name and not existence.part(connection, home, table, "constraint", name):
        return create()
    wanted = declared()
    ddl = []
    if not isinstance(wanted, ForeignKeyConstraint):
        ddl.append(render.constraint(wanted, table, render.dialect_of(connection)))
    decisions = decide_parts(connection, wanted.table, home, ddl, (kinds.constraint,))
    if any(one.verdict is Verdict.ABSENT for one in decisions):
        return create()
    return settle(connection, decisions)
