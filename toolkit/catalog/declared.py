"""What a SQLAlchemy Table declares: the twin's DDL, and what is known beside the twin."""

from collections.abc import Iterator, Sequence
from itertools import chain

from sqlalchemy import ForeignKeyConstraint, Table
from sqlalchemy.dialects.postgresql.base import PGDialect

from toolkit.catalog import foreign_keys, render
from toolkit.catalog.places import Finder
from toolkit.catalog.sql import literal
from toolkit.catalog.twin import Known, Part


def known(
    tables: Sequence[Table], dialect: PGDialect, schema_of: Finder, *, whole: bool = True
) -> Known:
    """Foreign keys, comments, the names that were given; of `whole` tables, which are unlogged."""
    unlogged = [one for one in tables if whole and render.unlogged(one, dialect)]
    return Known(
        list(chain.from_iterable(_parts(one, dialect, schema_of) for one in tables)),
        [(one.name, name) for one in tables for name in _names(one, dialect)],
        [("table", one.name, "", "UNLOGGED ") for one in unlogged],
    )


def _parts(table: Table, dialect: PGDialect, schema_of: Finder) -> Iterator[Part]:
    for key in sorted(table.foreign_key_constraints, key=lambda one: list(one.column_keys)):
        yield foreign_key(key, dialect, schema_of)
    if table.comment is not None:
        yield Part("comment", table.name, "", literal(table.comment))
    for column in table.columns:
        if column.comment is not None:
            yield Part("comment", table.name, column.name, literal(column.comment))


def _names(table: Table, dialect: PGDialect) -> Iterator[str]:
    for constraint in table.constraints:
        if name := render.constraint_name(constraint, dialect):
            yield name


def foreign_key(key: ForeignKeyConstraint, dialect: PGDialect, schema_of: Finder) -> Part:
    """Without a name it goes by the one PostgreSQL would find."""
    table = key.table.name
    name = render.constraint_name(key, dialect)
    found = name or "_".join([table, *(column.name for column in key.columns), "fkey"])
    valid = not key.dialect_options["postgresql"].get("not_valid")
    words = foreign_keys.definition(key, schema_of)
    return Part("constraint", table, found, words, valid, unnamed=name is None)
