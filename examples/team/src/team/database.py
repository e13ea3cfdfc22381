"""The hive's own tables, by plain SQL."""

import time
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Engine, RowMapping, create_engine, text
from sqlalchemy.exc import DBAPIError, OperationalError

from team import settings

R = TypeVar("R")
PAUSE = 0.5  # seconds
AWAY = (None, "57P01", "57P02", "57P03")  # and admin_shutdown, crash_shutdown, cannot_connect_now


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


def patient(work: Callable[[], R]) -> R:
    """Do it again, whole, for as long as PostgreSQL is away: DBOS waits for it as long."""
    while True:
        try:
            return work()
        except DBAPIError as error:
            if not _away(error):
                raise
            time.sleep(PAUSE)


def _away(error: DBAPIError) -> bool:
    """It hung up, is going, is coming, or could not be reached at all, which has no code."""
    if isinstance(error, OperationalError) and getattr(error.orig, "sqlstate", None) in AWAY:
        return True
    return error.connection_invalidated
