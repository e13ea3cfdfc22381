"""Whether a column of a row has a value, by the server's judgement."""

from typing import Any

from sqlalchemy import JSON, ColumnElement, TextClause, bindparam, cast
from sqlalchemy.dialects.postgresql import JSONB


def equal(column: ColumnElement[Any], value: Any) -> ColumnElement[bool]:
    """`value` may be an expression. NULL equals NULL; JSON has no equality, as JSONB it has."""
    if value is None and not isinstance(column.type, JSON):
        return column.is_(None)
    if not isinstance(value, ColumnElement | TextClause):
        value = bindparam(None, value, type_=column.type)
    if isinstance(column.type, JSON):
        return cast(column, JSONB).is_not_distinct_from(cast(value, JSONB))
    return column.is_not_distinct_from(value)
