"""A pooler may hand out sessions; one that hands out transactions is refused.

A pooler cannot know the server process's pid when it greets us, so that the pid in its greeting
is not the one the server tells: that is how `connect` knows that there is one. What it pools is
seen here with two clients: in session mode each keeps one server process of its own; in
transaction mode they meet on the same one, or change it.
"""

import select
import time
from collections.abc import Callable
from typing import Any

import psycopg
from psycopg.pq import ConnStatus, ExecStatus
from sqlalchemy import URL

from toolkit.database.failures import place
from toolkit.errors import ConnectError, PoolerError

ROUNDS = 20
PATIENCE = 3.0
"""Seconds that a second client is given to get a server process of its own."""

Dial = Callable[[], "psycopg.Connection[Any]"]


def accept_session_pooling(one: "psycopg.Connection[Any]", dial: Dial, url: URL) -> None:
    """Nothing where sessions are pooled; PoolerError where transactions or statements are."""
    with dial() as other:
        first = _pid(one, url)
        if first == _pid(other, url):
            raise _refusal(url)
        second = _pid(other, url)
        for _ in range(ROUNDS):
            _round(one, other, (first, second), url)
            _round(other, one, (second, first), url)


def _round(
    busy: "psycopg.Connection[Any]",
    idle: "psycopg.Connection[Any]",
    pids: tuple[int, int],
    url: URL,
) -> None:
    """While one is in a transaction, it keeps its process also from a pooler of transactions."""
    try:
        busy.execute("BEGIN")
        seen = (_pid(busy, url), _pid(idle, url))
        busy.execute("COMMIT")
    except psycopg.errors.ProtocolViolation:
        raise _refusal(url) from None
    if seen != pids:
        raise _refusal(url)


def _pid(connection: "psycopg.Connection[Any]", url: URL) -> int:
    """The server process, asked without waiting for ever: a pool may have no process left."""
    pgconn = connection.pgconn
    pgconn.send_query(b"SELECT pg_catalog.pg_backend_pid()")
    end = time.monotonic() + PATIENCE
    while pgconn.status == ConnStatus.OK and pgconn.is_busy():
        ready, _, _ = select.select([pgconn.socket], [], [], max(0.0, end - time.monotonic()))
        if not ready:
            connection.close()
            raise _exhausted(url)
        pgconn.consume_input()
    return _result(connection, url)


def _result(connection: "psycopg.Connection[Any]", url: URL) -> int:
    pgconn, value = connection.pgconn, None
    while result := pgconn.get_result():
        if result.status == ExecStatus.TUPLES_OK:
            value = result.get_value(0, 0)
    if value is None:
        raise ConnectError(f"The pooler before {place(url)} ended the session", next=_NEXT)
    return int(value)


_NEXT = "Use the URL of the PostgreSQL server itself (often port 5432), not of the pooler."


def _refusal(url: URL) -> PoolerError:
    return PoolerError(
        f"{place(url)} is behind a pooler that hands out transactions, not sessions",
        why="Two sessions met on one server process. Locks and settings of a session, which"
        " migrations need, do not hold there.",
        state="Nothing was changed.",
        next=_NEXT,
    )


def _exhausted(url: URL) -> PoolerError:
    return PoolerError(
        f"The pooler before {place(url)} has no session left for us",
        why=f"A second session got no server process within {PATIENCE:g} s; several are needed.",
        state="Nothing was changed.",
        next=_NEXT,
    )
