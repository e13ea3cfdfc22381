"""The migration that is running: whether it only writes a script, and what it creates inline."""

from collections.abc import Iterable
from typing import Any

from alembic import op
from sqlalchemy import DDL, Column, Connection, Enum

from toolkit.catalog import native, render
from toolkit.catalog.models import decide_enums
from toolkit.ensure.settle import settle


def offline() -> bool:
    """Under `--sql` there is no database to look at."""
    return bool(op.get_context().as_sql)


def emit(sql: str) -> None:
    """Run text, or write it to the script; neither `:` nor `%` in it means anything."""
    op.execute(DDL(sql.replace("%", "%%")))  # type: ignore[no-untyped-call]


def inline_enums(connection: Connection, items: Iterable[object]) -> tuple[Enum, ...]:
    """Types of columns that the directive would create; with create_type off it would not."""
    columns = [one for one in items if isinstance(one, Column)]
    found = native.enums_in(columns, render.dialect_of(connection))
    return tuple(one for one in found if getattr(one, "create_type", True))


def settle_enums(connection: Connection, types: Iterable[Enum], home: str) -> None:
    """`home` is where CREATE puts what names no schema."""
    settle(connection, decide_enums(connection, list(types), home))


def given(**options: Any) -> dict[str, Any]:
    """Options that were given: older versions of Alembic do not know all of them."""
    return {name: value for name, value in options.items() if value is not None}
