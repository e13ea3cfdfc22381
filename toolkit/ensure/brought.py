"""The CHECK that a type brings to its column, as SQLAlchemy has it: with the table."""

from copy import copy
from typing import Any

from alembic import op
from alembic.operations.ops import CreateTableOp
from sqlalchemy import CheckConstraint, Column, Constraint
from sqlalchemy.schema import AddConstraint
from sqlalchemy.types import TypeEngine

from toolkit.catalog import render
from toolkit.ensure.spoken import dialect

Type = TypeEngine[Any] | type[TypeEngine[Any]]


def is_made(constraint: Constraint) -> bool:
    """Whether PostgreSQL is given it: it has a boolean of its own, which needs none."""
    rule: Any = constraint._create_rule
    return rule is None or bool(rule(op.get_context().impl))


def check(table: str, column: str, schema: str | None, type_: Type | None) -> Constraint | None:
    """The one that has a name."""
    columns = [Column(column, type_)] if type_ is not None else []
    declared = CreateTableOp(table, columns, schema=schema).to_table(op.get_context())
    for one in declared.constraints:
        if isinstance(one, CheckConstraint) and is_made(one):
            return one if render.constraint_name(one, dialect()) else None
    return None


def added(constraint: Constraint) -> str:
    """SQL that makes it."""
    return str(AddConstraint(constraint).compile(dialect=dialect()))


def alone(type_: Type) -> Type:
    """The type without it."""
    if not getattr(type_, "create_constraint", False):
        return type_
    found: Any = copy(type_)
    found.create_constraint = False
    return found  # type: ignore[no-any-return]
