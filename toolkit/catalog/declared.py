"""What a SQLAlchemy Table declares: the twin's DDL, and the parts that need no twin."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import Column, Constraint, ForeignKeyConstraint, Table
from sqlalchemy.dialects.postgresql.base import PGDialect

from toolkit.catalog import foreign_keys, render
from toolkit.catalog.compare import Key
from toolkit.catalog.declaration import Declaration, Name
from toolkit.catalog.places import Finder


@dataclass(frozen=True)
class Declared:
    """A table of the models or of a migration, and the schema it is in."""

    table: Table
    schema: str
    dialect: PGDialect

    def ddl(self) -> tuple[str, ...]:
        return render.table(self.table, self.dialect)

    def parts(
        self, twins: Mapping[Key, Declaration], schema_of: Finder
    ) -> tuple[list[Declaration], set[Key]]:
        """All that is declared, and which of it PostgreSQL named. `twins` holds this schema's."""
        mine = [self._persistent(one) for one in twins.values() if one.name[1] == self.table.name]
        keys = list(self._foreign_keys(schema_of))
        named = {name for one in self.table.constraints if (name := self._name(one))}
        unnamed = {
            (one.kind, one.name)
            for one in [*mine, *keys]
            if one.kind == "constraint" and one.name.name not in named
        }
        return [*mine, *keys, *comments(self.table, self.schema)], unnamed

    def _persistent(self, one: Declaration) -> Declaration:
        if one.kind == "table" and render.unlogged(self.table, self.dialect):
            return replace(one, definition=f"UNLOGGED {one.definition}")
        return one

    def _name(self, constraint: Constraint) -> str | None:
        return render.constraint_name(constraint, self.dialect)

    def _foreign_keys(self, schema_of: Finder) -> Iterator[Declaration]:
        for key in sorted(
            self.table.foreign_key_constraints, key=lambda one: list(one.column_keys)
        ):
            yield foreign_key(key, self.schema, self.dialect, schema_of)


def foreign_key(
    key: ForeignKeyConstraint, schema: str, dialect: PGDialect, schema_of: Finder
) -> Declaration:
    """Without a name it goes by the one PostgreSQL would find."""
    table = key.table.name
    name = render.constraint_name(key, dialect)
    found = name or "_".join([table, *(column.name for column in key.columns), "fkey"])
    valid = not key.dialect_options["postgresql"].get("not_valid")
    words = foreign_keys.definition(key, schema_of)
    return Declaration("constraint", Name(schema, table, found), words, valid)


def comments(table: Table, schema: str) -> Iterator[Declaration]:
    """Plain text needs no twin."""
    if table.comment is not None:
        yield Declaration("comment", Name(schema, table.name, ""), table.comment)
    for column in table.columns:
        yield from column_comment(column, table.name, schema)


def column_comment(column: Column[object], table: str, schema: str) -> Iterator[Declaration]:
    if column.comment is not None:
        yield Declaration("comment", Name(schema, table, column.name), column.comment)
