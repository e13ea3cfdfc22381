"""Types in columns: enum types known by name alone, so that no column makes its type."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

from alembic.autogenerate.api import AutogenContext
from sqlalchemy import ARRAY, Enum, TypeDecorator
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.types import TypeEngine

from toolkit.catalog.sql import ident, qualified

DIALECT = "from sqlalchemy.dialects import postgresql"


@dataclass(frozen=True)
class Native:
    """A native enum type, or an array of it in so many dimensions."""

    enum: Enum
    dimensions: int = 0

    @property
    def schema(self) -> str | None:
        return str(self.enum.schema) if self.enum.schema else None

    @property
    def name(self) -> str:
        return str(self.enum.name)

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(self.enum.enums)

    def rendered(self) -> str:
        """As a migration has it."""
        schema = f", schema={self.schema!r}" if self.schema else ""
        one = f"postgresql.ENUM(name={self.name!r}{schema}, create_type=False)"
        if not self.dimensions:
            return one
        more = f", dimensions={self.dimensions}" if self.dimensions > 1 else ""
        return f"postgresql.ARRAY({one}{more})"

    def conversion(self, column: str) -> str:
        """How a column becomes one: by way of text, from which alone PostgreSQL makes labels."""
        written = qualified(self.schema, self.name) if self.schema else ident(self.name)
        many = "[]" * self.dimensions
        return f"{ident(column)}::text{many}::{written}{many}"


def native(type_: TypeEngine[Any], dialect: PGDialect) -> Native | None:
    """The native enum type that it comes to on PostgreSQL, whatever it is wrapped in."""
    here = type_.dialect_impl(dialect)
    if isinstance(here, TypeDecorator):
        return native(here.load_dialect_impl(dialect), dialect)
    if isinstance(here, ARRAY):
        inner = native(here.item_type, dialect)
        return Native(inner.enum, here.dimensions or 1) if inner else None
    if isinstance(here, Enum) and here.native_enum and here.name:
        return Native(here)
    return None


@contextmanager
def by_name(context: AutogenContext) -> Iterator[None]:
    """While Alembic renders. The project's own `render_item` goes first."""
    options = context.opts
    theirs = options.get("render_item")

    def said(kind: str, item: Any, context: AutogenContext) -> str | Literal[False]:
        return theirs(kind, item, context) if theirs else False

    def render_item(kind: str, item: Any, context: AutogenContext) -> str | Literal[False]:
        own = said(kind, item, context)
        if own is not False or kind != "type":
            return own
        found = native(item, dialect_of(context))
        if found and found.dimensions and said(kind, found.enum, context) is not False:
            return False  # Alembic renders the array, and asks for what is in it
        return _type(item, found, context)

    context.opts = {**options, "render_item": render_item}
    try:
        yield
    finally:
        context.opts = options


def _type(
    item: TypeEngine[Any], found: Native | None, context: AutogenContext
) -> str | Literal[False]:
    """Enum types here, all others by Alembic, which forgets to import where they come from."""
    if found is not None:
        context.imports.add(DIALECT)
        return found.rendered()
    module = type(item).__module__
    if not module.startswith("sqlalchemy.") and context.opts.get("user_module_prefix") is None:
        context.imports.add(f"import {module}")
    return False


def dialect_of(context: AutogenContext) -> PGDialect:
    """PostgreSQL's: nothing of this room works on another."""
    assert isinstance(context.dialect, PGDialect)
    return context.dialect
