"""The native enum types and domains that a column's type stands on."""

from collections.abc import Iterable, Iterator

from sqlalchemy import ARRAY, Column, Enum, TypeDecorator
from sqlalchemy.dialects.postgresql import DOMAIN
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.types import TypeEngine

Native = Enum | DOMAIN


def types_in(columns: Iterable[Column[object]], dialect: PGDialect) -> tuple[Native, ...]:
    """Each type once, by schema and name, after what it stands on itself.

    An enum without labels only refers to a type.
    """
    found = (one for column in columns for one in _within(column.type, dialect))
    return tuple({(one.schema, one.name): one for one in found}.values())


def enums_in(columns: Iterable[Column[object]], dialect: PGDialect) -> tuple[Enum, ...]:
    """The enum types alone."""
    return tuple(one for one in types_in(columns, dialect) if isinstance(one, Enum))


def _within(type_: TypeEngine[object], dialect: PGDialect) -> Iterator[Native]:
    here = type_.dialect_impl(dialect)
    if isinstance(here, TypeDecorator):
        yield from _within(here.load_dialect_impl(dialect), dialect)
    elif isinstance(here, ARRAY):
        yield from _within(here.item_type, dialect)
    elif isinstance(type_, DOMAIN):  # itself: what SQLAlchemy 2.0 adapts has lost create_type
        yield from _within(type_.data_type, dialect)
        yield type_
    elif isinstance(here, Enum) and here.native_enum and here.name and here.enums:
        yield here
