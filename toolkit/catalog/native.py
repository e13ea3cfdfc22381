"""The native enum types that a column's type stands on."""

from collections.abc import Iterable, Iterator

from sqlalchemy import ARRAY, Column, Enum, TypeDecorator
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.types import TypeEngine


def enums_in(columns: Iterable[Column[object]], dialect: PGDialect) -> tuple[Enum, ...]:
    """Each type once, by schema and name. One without labels only refers to a type."""
    found = (one for column in columns for one in _within(column.type, dialect))
    return tuple({(one.schema, one.name): one for one in found}.values())


def _within(type_: TypeEngine[object], dialect: PGDialect) -> Iterator[Enum]:
    here = type_.dialect_impl(dialect)
    if isinstance(here, TypeDecorator):
        yield from _within(here.load_dialect_impl(dialect), dialect)
    elif isinstance(here, ARRAY):
        yield from _within(here.item_type, dialect)
    elif isinstance(here, Enum) and here.native_enum and here.name and here.enums:
        yield here
