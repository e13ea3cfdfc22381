"""The opposites: what is there is dropped, what is absent is left at that."""

from collections.abc import Sequence
from typing import Any

from alembic import op
from alembic.operations.ops import DropColumnOp, DropConstraintOp, DropTableCommentOp

from toolkit.catalog.sql import ident, written_name
from toolkit.ensure.context import emit, where_there
from toolkit.ensure.written import written


def no_table(
    table_name: str, *, schema: str | None = None, if_exists: bool | None = None, **kw: Any
) -> None:
    """Drop the table; its enum types stay until `no_enum`."""
    del if_exists
    op.drop_table(table_name, schema=schema, if_exists=True, **kw)


def no_column(
    table_name: str,
    column_name: str,
    *,
    schema: str | None = None,
    if_exists: bool | None = None,
    **kw: Any,
) -> None:
    """Drop the column; a table that is absent has none."""
    del if_exists
    drop = DropColumnOp(table_name, column_name, schema=schema, if_exists=True, **kw)
    _of_a_table(written(drop))


def no_constraint(
    constraint_name: str,
    table_name: str,
    type_: str | None = None,
    *,
    schema: str | None = None,
    if_exists: bool | None = None,
) -> None:
    """Drop the constraint; a table that is absent has none."""
    del if_exists
    drop = DropConstraintOp(constraint_name, table_name, type_, schema=schema, if_exists=True)
    _of_a_table(written(drop))


def no_index(
    index_name: str,
    table_name: str | None = None,
    *,
    schema: str | None = None,
    if_exists: bool | None = None,
    **kw: Any,
) -> None:
    """Drop the index; CONCURRENTLY too, in an autocommit block."""
    del if_exists
    op.drop_index(index_name, table_name, schema=schema, if_exists=True, **kw)


def no_table_comment(
    table_name: str, *, existing_comment: str | None = None, schema: str | None = None
) -> None:
    """Take the comment away; a table that is absent has none."""
    drop = DropTableCommentOp(table_name, existing_comment=existing_comment, schema=schema)
    where_there(written_name(schema, table_name), written(drop))


def no_enum(name: str, *, schema: str | None = None) -> None:
    """Drop the type. PostgreSQL refuses while a column has it."""
    emit(f"DROP TYPE IF EXISTS {written_name(schema, name)}")


def no_domain(name: str, *, schema: str | None = None) -> None:
    """Drop the domain. PostgreSQL refuses while a column has it."""
    emit(f"DROP DOMAIN IF EXISTS {written_name(schema, name)}")


def no_extension(name: str) -> None:
    """Drop the extension. PostgreSQL refuses while something else stands on it."""
    emit(f"DROP EXTENSION IF EXISTS {ident(name)}")


def no_schema(name: str) -> None:
    """Drop the schema. PostgreSQL refuses while something is in it."""
    emit(f"DROP SCHEMA IF EXISTS {ident(name)}")


def no_sequence(name: str, *, schema: str | None = None) -> None:
    """Drop the sequence. PostgreSQL refuses while a default draws from it."""
    emit(f"DROP SEQUENCE IF EXISTS {written_name(schema, name)}")


def no_function(name: str, arguments: str = "", *, schema: str | None = None) -> None:
    """Drop the function with these `arguments`: SQL, types with or without names, no defaults."""
    emit(f"DROP FUNCTION IF EXISTS {written_name(schema, name)}({arguments})")


def no_trigger(name: str, table_name: str, *, schema: str | None = None) -> None:
    """Drop the trigger; a table that is absent has none."""
    emit(f"DROP TRIGGER IF EXISTS {ident(name)} ON {written_name(schema, table_name)}")


def no_policy(name: str, table_name: str, *, schema: str | None = None) -> None:
    """Drop the policy; a table that is absent has none."""
    emit(f"DROP POLICY IF EXISTS {ident(name)} ON {written_name(schema, table_name)}")


def no_view(name: str, *, schema: str | None = None) -> None:
    """Drop the view. PostgreSQL refuses while something stands on it."""
    emit(f"DROP VIEW IF EXISTS {written_name(schema, name)}")


def no_materialized_view(name: str, *, schema: str | None = None) -> None:
    """Drop the materialized view with its indexes."""
    emit(f"DROP MATERIALIZED VIEW IF EXISTS {written_name(schema, name)}")


def _of_a_table(statements: Sequence[str]) -> None:
    """Alembic asks whether the part exists; this asks for the table as well."""
    for statement in statements:
        emit(statement.replace("ALTER TABLE ", "ALTER TABLE IF EXISTS ", 1))
