"""`op.batch_alter_table`, converging: the functions of one table without its name."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Column, Table, TextClause
from sqlalchemy.sql.elements import ColumnElement

from toolkit.ensure import alter, comment, constraint, drop
from toolkit.ensure import column as one_column
from toolkit.ensure import index as one_index
from toolkit.errors import UsageError


@dataclass(frozen=True)
class Batch:
    """Each method is the function of its name. PostgreSQL alters in place, at once."""

    table_name: str
    schema: str | None

    def column(
        self,
        column: Column[Any],
        *,
        insert_before: str | None = None,
        insert_after: str | None = None,
        **kw: Any,
    ) -> None:
        """PostgreSQL puts it last, wherever it is wanted."""
        del insert_before, insert_after
        one_column.column(self.table_name, column, schema=self.schema, **kw)

    def no_column(self, column_name: str, **kw: Any) -> None:
        drop.no_column(self.table_name, column_name, schema=self.schema, **kw)

    def alter_column(
        self,
        column_name: str,
        *,
        insert_before: str | None = None,
        insert_after: str | None = None,
        **kw: Any,
    ) -> None:
        """PostgreSQL leaves it where it is."""
        del insert_before, insert_after
        alter.alter_column(self.table_name, column_name, schema=self.schema, **kw)

    def index(
        self,
        index_name: str | None,
        columns: Sequence[str | TextClause | ColumnElement[Any]],
        **kw: Any,
    ) -> None:
        one_index.index(index_name, self.table_name, columns, schema=self.schema, **kw)

    def no_index(self, index_name: str, **kw: Any) -> None:
        drop.no_index(index_name, self.table_name, schema=self.schema, **kw)

    def unique(self, constraint_name: str | None, columns: Sequence[str], **kw: Any) -> None:
        constraint.unique(constraint_name, self.table_name, columns, schema=self.schema, **kw)

    def check(
        self,
        constraint_name: str | None,
        condition: str | ColumnElement[bool] | TextClause,
        **kw: Any,
    ) -> None:
        constraint.check(constraint_name, self.table_name, condition, schema=self.schema, **kw)

    def primary_key(self, constraint_name: str | None, columns: list[str]) -> None:
        constraint.primary_key(constraint_name, self.table_name, columns, schema=self.schema)

    def exclude(self, constraint_name: str, *elements: Any, **kw: Any) -> None:
        constraint.exclude(constraint_name, self.table_name, *elements, schema=self.schema, **kw)

    def foreign_key(
        self,
        constraint_name: str | None,
        referent_table: str,
        local_cols: list[str],
        remote_cols: list[str],
        **kw: Any,
    ) -> None:
        constraint.foreign_key(
            constraint_name,
            self.table_name,
            referent_table,
            local_cols,
            remote_cols,
            source_schema=self.schema,
            **kw,
        )

    def no_constraint(self, constraint_name: str, type_: str | None = None) -> None:
        drop.no_constraint(constraint_name, self.table_name, type_, schema=self.schema)

    def table_comment(self, text: str | None, *, existing_comment: str | None = None) -> None:
        comment.table_comment(
            self.table_name, text, existing_comment=existing_comment, schema=self.schema
        )

    def no_table_comment(self, *, existing_comment: str | None = None) -> None:
        drop.no_table_comment(
            self.table_name, existing_comment=existing_comment, schema=self.schema
        )


@contextmanager
def batch_alter_table(
    table_name: str,
    schema: str | None = None,
    recreate: Literal["auto", "always", "never"] = "auto",
    partial_reordering: list[tuple[str, ...]] | None = None,
    copy_from: Table | None = None,
    table_args: tuple[Any, ...] = (),
    table_kwargs: Mapping[str, Any] | None = None,
    reflect_args: tuple[Any, ...] = (),
    reflect_kwargs: Mapping[str, Any] | None = None,
    naming_convention: dict[str, str] | None = None,
) -> Iterator[Batch]:
    """Several changes of one table. What is for tables that are made anew means nothing here."""
    del copy_from, table_args, table_kwargs, reflect_args, reflect_kwargs, naming_convention
    if recreate == "always" or partial_reordering:
        raise UsageError(
            f"{table_name} cannot be made anew in a converging batch",
            why="A copy would be made again by each run. PostgreSQL alters tables in place.",
            next='Leave recreate="always" and partial_reordering out.',
        )
    yield Batch(table_name, schema)
