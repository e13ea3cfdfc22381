"""One bootstrap at a time: an advisory lock held by a session of its own."""

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, LiteralString

import psycopg
from tenacity import RetryCallState, Retrying, retry_if_result, stop_before_delay
from tenacity.wait import wait_random_exponential

from toolkit.database.connect import Session
from toolkit.database.sqlstate import message
from toolkit.errors import ConnectError, LockedError
from toolkit.findings import Listener

HOLDER = """
SELECT activity.application_name, activity.pid,
       to_char(activity.backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS "UTC"')
FROM pg_catalog.pg_locks AS lock
JOIN pg_catalog.pg_stat_activity AS activity USING (pid)
WHERE lock.locktype = 'advisory' AND lock.granted AND lock.objsubid = 1
  AND lock.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
  AND (lock.classid::bigint << 32) | lock.objid::bigint = %s
"""


@contextmanager
def held(session: Session, database: str, listener: Listener, deadline: float) -> Iterator[None]:
    """Hold the lock of the bootstrap of `database`; LockedError after `deadline` s.

    It ends with the session, so that a killed bootstrap leaves nothing behind; ConnectError where
    the session ends while we wait.
    """
    key = lock_key(database)
    told: list[str] = []
    retrying = Retrying(
        stop=stop_before_delay(deadline),
        wait=wait_random_exponential(multiplier=0.02, max=0.5, min=0.01),
        retry=retry_if_result(lambda got: not got),
        before_sleep=lambda _: _tell(session.raw, key, told, listener),
        retry_error_callback=lambda state: _give_up(state, database, told),
    )
    with _ending_told():
        retrying(lambda: _try(session.raw, key))
    try:
        yield
    finally:
        _release(session.raw, key)


def still_held(raw: "psycopg.Connection[Any]") -> None:
    """ConnectError where the session that held it has ended: another may be at work by now."""
    with _ending_told():
        raw.execute("SELECT 1")


@contextmanager
def _ending_told() -> Iterator[None]:
    try:
        yield
    except psycopg.Error as error:
        raise ConnectError(
            "The session that held the lock has ended",
            why=message(error),
            state="What came before stays; nothing was changed without the lock.",
            next="Run `invoke bootstrap` again.",
        ) from None


def lock_key(database: str) -> int:
    """The same number for the same database's name, on every machine."""
    digest = hashlib.sha256(f"hive bootstrap {database}".encode()).digest()
    return int.from_bytes(digest[:8], signed=True)


def _try(raw: "psycopg.Connection[Any]", key: int) -> bool:
    row = _ask(raw, "SELECT pg_catalog.pg_try_advisory_lock(%s)", key)
    return bool(row and row[0])


def _ask(raw: "psycopg.Connection[Any]", sql: LiteralString, key: int) -> Any:
    """The answer's row; a lock of the session outlives the transaction it was asked for in."""
    row = raw.execute(sql, (key,)).fetchone()
    raw.rollback()  # nothing in autocommit, else nobody waits in a transaction
    return row


def _release(raw: "psycopg.Connection[Any]", key: int) -> None:
    """A session that has ended released it already; one that goes on is in no transaction then."""
    with suppress(psycopg.Error):
        _ask(raw, "SELECT pg_catalog.pg_advisory_unlock(%s)", key)


def _tell(raw: "psycopg.Connection[Any]", key: int, told: list[str], listener: Listener) -> None:
    """Say who holds it, once a holder."""
    row = _ask(raw, HOLDER, key)
    if row is None:
        return
    text = f"another bootstrap is running ({row[0]}, server process {row[1]}, since {row[2]})"
    if text not in told:
        told.append(text)
        listener.progress(text)


def _give_up(state: RetryCallState, database: str, told: list[str]) -> None:
    waited = time.monotonic() - state.start_time
    raise LockedError(
        f'The bootstrap of "{database}" is locked',
        why=f"After {waited:.0f} s: {told[-1] if told else 'another bootstrap is running'}.",
        state="Nothing was changed by this one.",
        next="Wait until the other has ended, then run the command again.",
    )
