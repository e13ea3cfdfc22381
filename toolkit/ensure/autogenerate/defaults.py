"""Defaults that a server cannot compare: of a label that it has not, of columns of two types."""

from typing import Any

from alembic.runtime.migration import MigrationContext
from sqlalchemy import Column
from sqlalchemy.dialects.postgresql.base import PGDialect

from toolkit.catalog.sql import literal
from toolkit.ensure.autogenerate.types import native


def other_default(
    context: MigrationContext,
    found: Column[Any],
    declared: Column[Any],
    _found_default: str | None,
    _declared_default: Any,
    rendered: str | None,
) -> bool | None:
    """For `compare_server_default`: as with True, but for columns of enum types that change.

    Alembic lets the server compare, which fails where a label or an operator is not there.
    """
    if not isinstance(context.dialect, PGDialect):
        return None
    old, new = native(found.type, context.dialect), native(declared.type, context.dialect)
    if old is None or new is None or old.name != new.name:
        return True if old or new else None
    coming = set(new.labels) - set(old.labels)
    said = rendered or ""
    return True if any(one == said or literal(one) in said for one in coming) else None
