"""The hive's own tables, by plain SQL."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Engine, RowMapping, create_engine, text
from sqlalchemy.exc import DBAPIError

from team import settings


@cache
def engine() -> Engine:
    """One pool a process. It looks whether a connection lives before it hands it out."""
    frozen = f"-c idle_in_transaction_session_timeout={settings.FROZEN}s"
    return create_engine(
        settings.database(),
        pool_pre_ping=True,
        pool_size=4,
        max_overflow=8,
        connect_args={"options": frozen},
    )


def execute(*statements: str, **values: Any) -> Sequence[RowMapping]:
    """All of the statements in one transaction; the rows of the last."""
    with engine().begin() as connection:
        for statement in statements:
            done = connection.execute(text(statement), values)
        return done.mappings().all() if done.returns_rows else ()


def away(error: BaseException) -> bool:
    """Whether PostgreSQL went away: the next attempt may find it again."""
    return isinstance(error, DBAPIError) and (
        error.connection_invalidated or getattr(error.orig, "sqlstate", None) in (None, *STOPPING)
    )


STOPPING = ("57P01", "57P02", "57P03")
"""admin_shutdown, crash_shutdown, cannot_connect_now."""
