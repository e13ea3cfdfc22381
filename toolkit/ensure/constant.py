"""A value as SQL, where no driver is there to send it: in a script, and in a block of PL/pgSQL."""

from typing import Any

from sqlalchemy import ColumnElement, TextClause, literal_column, null
from sqlalchemy.types import TypeEngine

from toolkit.catalog.sql import literal
from toolkit.ensure.spoken import dialect


def constant(type_: TypeEngine[Any], value: Any) -> ColumnElement[Any] | TextClause:
    """In quotes, whatever it is: PostgreSQL reads it as what the column is that it stands beside.

    An expression stays what it is.
    """
    if isinstance(value, ColumnElement | TextClause):
        return value
    spoken = dialect()
    process = type_.dialect_impl(spoken).bind_processor(spoken)
    sent = process(value) if process else value
    if sent is None:
        return null()
    written: ColumnElement[Any] = literal_column(literal(_text(sent)), type_)
    bound = type_.bind_expression(written)  # type: ignore[arg-type]
    return written if bound is None else bound


def _text(value: Any) -> str:
    """As PostgreSQL reads it."""
    if isinstance(value, list | tuple):
        return "{" + ",".join(map(_item, value)) + "}"
    return "\\x" + value.hex() if isinstance(value, bytes | memoryview) else str(value)


def _item(value: Any) -> str:
    if value is None or isinstance(value, list | tuple):
        return "NULL" if value is None else _text(value)
    quoted = _text(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}"'
