"""Connecting: patient with what heals, quick with what does not, sure of what answers."""

import os
import time
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

import psycopg
import sqlalchemy as sa
from sqlalchemy import URL
from sqlalchemy.exc import ArgumentError
from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception,
    stop_after_attempt,
    stop_before_delay,
    wait_exponential,
    wait_random,
)

from toolkit.database import pooler
from toolkit.database.failures import Kind, explain, heals, place
from toolkit.database.session import Facts, settle, settle_blind
from toolkit.database.silence import answering
from toolkit.database.trace import Cursor
from toolkit.errors import ConnectError, ServerVersionError
from toolkit.findings import Listener, Silence

ATTEMPTS = 30
AFRESH = """CLOSE ALL; SET SESSION AUTHORIZATION DEFAULT; RESET ALL; UNLISTEN *; DISCARD TEMP;
DISCARD SEQUENCES; SELECT pg_catalog.pg_advisory_unlock_all();
DO $$ DECLARE
  one text;
BEGIN
  FOR one IN SELECT name FROM pg_catalog.pg_prepared_statements WHERE from_sql AND name !~ '^hive_'
  LOOP
    EXECUTE pg_catalog.format('DEALLOCATE %I', one);
  END LOOP;
END $$"""
"""DISCARD ALL, but for what is ours: the driver's prepared statements, and the fingerprint's."""
OLDEST = 15


@dataclass(frozen=True)
class Session:
    """An open connection in autocommit, and what it said about where it is."""

    raw: "psycopg.Connection[Any]"
    facts: Facts
    url: URL = field(repr=False)


def dial(
    url: URL,
    *,
    listener: Listener | None = None,
    deadline: float = 30.0,
    search_path: tuple[str, ...] = (),
) -> Session:
    """Connect within `deadline` seconds in all; ConnectError when it cannot be, or did not heal."""
    begun = time.monotonic()
    retrying = Retrying(
        stop=stop_after_attempt(ATTEMPTS) | stop_before_delay(deadline),
        wait=wait_exponential(multiplier=0.05, max=2.0) + wait_random(0.0, 0.1),
        retry=retry_if_exception(heals),
        before_sleep=lambda state: _show(state, url, listener or Silence()),
        reraise=True,
    )
    try:
        return retrying(lambda: _once(url, deadline - (time.monotonic() - begun), search_path))
    except psycopg.Error as error:
        raise explain(error, url) from None


def sqlalchemy(session: Session) -> sa.Connection:
    """The session as a SQLAlchemy connection, with transactions; closing it closes the session.

    Nothing is reset on the way: a transaction ends with its session, and one that ended already
    is no error, not even where the connection is only found by the garbage collector.
    """
    return engine(session, sa.NullPool).connect()


def engine(session: Session, pool: type[sa.Pool] = sa.StaticPool) -> sa.Engine:
    """Whose connections all are this session; with a StaticPool they leave it open."""
    session.raw.autocommit = False
    return sa.create_engine(
        session.url.set(drivername="postgresql+psycopg"),  # who connects there too asks for it
        creator=lambda: session.raw,
        poolclass=pool,
        pool_reset_on_return=None,
        use_native_hstore=False,
    )


def renewed(session: Session) -> Session:
    """As good as a new one, and with transactions; psycopg.Error where it was closed."""
    session.raw.rollback()
    session.raw.autocommit = True
    session.raw.execute(AFRESH)
    facts = _facts(session.raw, ())
    session.raw.autocommit = False
    return replace(session, facts=facts)


def end(session: Session) -> None:
    """Close it, and return when its server process is gone: DROP DATABASE looks for those only
    every tenth of a second."""
    with suppress(psycopg.Error):  # nobody is there to be ended
        session.raw.rollback()
        session.raw.execute("SELECT pg_catalog.pg_terminate_backend(pg_catalog.pg_backend_pid())")
    session.raw.close()


def _once(url: URL, left: float, search_path: tuple[str, ...]) -> Session:
    raw = _open(url, left)
    try:
        _supported(raw, url)
        with answering(raw, left):
            facts = _facts(raw, search_path)
        if facts.recovering:
            raise _recovering(url)
        if raw.info.backend_pid != facts.pid:
            with answering(raw, left):
                pooler.accept_session_pooling(raw, lambda: _open(url, left), url)
    except BaseException:
        raw.close()
        raise
    return Session(raw, facts, url)


def _open(url: URL, left: float) -> "psycopg.Connection[Any]":
    return psycopg.connect(**_parameters(url, left))


def _parameters(url: URL, left: float) -> dict[str, Any]:
    dialect = url.set(drivername="postgresql+psycopg").get_dialect()()
    try:
        _, named = dialect.create_connect_args(url.set(drivername="postgresql+psycopg"))
    except ArgumentError as error:
        raise ConnectError(
            f"The URL of {place(url)} cannot be used", why=str(error), next="Correct it."
        ) from None
    named.setdefault("application_name", f"hive bootstrap {os.getpid()}")
    named.setdefault("connect_timeout", max(2, int(left)))
    named.setdefault("keepalives_idle", 30)
    return {**named, "autocommit": True, "cursor_factory": Cursor}


def _supported(raw: "psycopg.Connection[Any]", url: URL) -> None:
    """By what the server says of itself at the start, before anything is asked of it."""
    version = raw.info.server_version
    if version >= OLDEST * 10000:
        return
    raise ServerVersionError(
        f"PostgreSQL {version // 10000} is too old",
        why=f"{place(url)} says so of itself; {OLDEST} is the oldest that is supported.",
        state="Nothing was changed.",
        next=f"Upgrade the server to PostgreSQL {OLDEST} or later, or use another one.",
    )


def _facts(raw: "psycopg.Connection[Any]", path: tuple[str, ...]) -> Facts:
    with raw.cursor() as cursor:
        try:
            return settle(cursor, path)
        except psycopg.errors.InsufficientPrivilege:
            return settle_blind(cursor, path)


def _recovering(url: URL) -> ConnectError:
    error = ConnectError(
        f"The server of {place(url)} is in recovery",
        why="It takes no changes: a standby, or a server that has not caught up yet.",
        next="Wait until its recovery has ended, or use the primary's URL.",
    )
    error.kind = Kind.RECOVERY
    return error


def _show(state: RetryCallState, url: URL, listener: Listener) -> None:
    """Say why we wait; a wait so short that nobody sees it is not worth a line."""
    error = state.outcome and state.outcome.exception()
    shown = explain(error, url) if isinstance(error, psycopg.Error) else error
    why = getattr(shown, "why", "") or str(shown)
    text = why.splitlines()[0] if why else ""
    listener.progress(f"waiting for {place(url)}: {text}", state.attempt_number, ATTEMPTS)
