"""Foreign keys by their parts, in the words in which kinds.constraint tells those it finds."""

from collections.abc import Iterable

from sqlalchemy import ForeignKeyConstraint

from toolkit.catalog.places import Finder
from toolkit.catalog.sql import ident, literal


def definition(key: ForeignKeyConstraint, schema_of: Finder) -> str:
    """An expression; `schema_of` says where a table without a schema is."""
    schema, table, columns = target(key)
    before = f"FOREIGN KEY ({_list(column.name for column in key.columns)}) REFERENCES "
    after = "".join([
        f".{ident(table)} ({_list(columns)})",
        f" MATCH {key.match.upper()}" if key.match and key.match.upper() != "SIMPLE" else "",
        _action("ON UPDATE", key.onupdate),
        _action("ON DELETE", key.ondelete),
        " DEFERRABLE" if key.deferrable or _deferred(key) else "",
        " INITIALLY DEFERRED" if _deferred(key) else "",
    ])  # fmt: skip
    quoted = f"""'"' || replace({schema_of(schema, table)}, '"', '""') || '"'"""
    return f"{literal(before)} || {quoted} || {literal(after)}"


def target(key: ForeignKeyConstraint) -> tuple[str | None, str, tuple[str, ...]]:
    """Schema, table and columns that a key refers to."""
    columns = [element.column for element in key.elements]
    table = columns[0].table
    return table.schema, table.name, tuple(column.name for column in columns)


def _action(words: str, action: str | None) -> str:
    if not action or action.upper() == "NO ACTION":
        return ""
    verb, bracket, columns = action.partition("(")
    listed = (name.strip().strip('"') for name in columns.rstrip(") ").split(","))
    return f" {words} {verb.strip().upper()}" + (f" ({_list(listed)})" if bracket else "")


def _deferred(key: ForeignKeyConstraint) -> bool:
    return (key.initially or "").upper() == "DEFERRED"


def _list(columns: Iterable[str]) -> str:
    return ", ".join(map(ident, columns))
