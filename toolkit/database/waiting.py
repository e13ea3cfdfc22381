"""DDL that steps back from a long reader: who is in the way is told, and it is tried again."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

import psycopg
from tenacity import Retrying, retry_if_exception, stop_before_delay, wait_random_exponential

from toolkit.database.sqlstate import LOCK_NOT_AVAILABLE, sqlstate
from toolkit.errors import LockedError, ToolkitError
from toolkit.findings import Listener

T = TypeVar("T")

BLOCKERS = """
SELECT DISTINCT activity.pid, coalesce(nullif(activity.application_name, ''), 'unnamed'),
       to_char(coalesce(activity.xact_start, activity.query_start) AT TIME ZONE 'UTC',
               'YYYY-MM-DD HH24:MI:SS "UTC"')
FROM unnest(%s::int[]) AS waiting(pid), unnest(pg_catalog.pg_blocking_pids(waiting.pid)) AS by(pid)
JOIN pg_catalog.pg_stat_activity AS activity ON activity.pid = by.pid
ORDER BY 1
"""
LOOK_EVERY = 0.5
"""Seconds: well within lock_timeout, so that nobody who makes us wait goes unseen."""


@dataclass
class Watch:
    """Sees through a session of its own who makes the sessions `pids` wait."""

    raw: "psycopg.Connection[Any]"
    pids: Callable[[], Sequence[int]]
    seen: list[str] = field(default_factory=list)

    @contextmanager
    def looking(self) -> Iterator[None]:
        """Look now and then for as long as the block runs; short work is never looked at."""
        over = threading.Event()
        thread = threading.Thread(target=self._look, args=(over,), daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def _look(self, over: threading.Event) -> None:
        while not over.wait(LOOK_EVERY):
            try:
                rows = self.raw.execute(BLOCKERS, (list(self.pids()),)).fetchall()
            except psycopg.Error:
                return
            if rows:
                self.seen[:] = [_named(*row) for row in rows]


def patiently(
    what: str, work: Callable[[], T], watch: Watch, listener: Listener, deadline: float
) -> T:
    """Do `work`, again and again for `deadline` s in all when it gets no lock; then LockedError.

    `work` must have changed nothing when it fails with SQLSTATE 55P03.
    """
    retrying = Retrying(
        stop=stop_before_delay(deadline),
        wait=wait_random_exponential(multiplier=0.1, max=5.0, min=0.1),
        retry=retry_if_exception(got_no_lock),
        before_sleep=lambda _: listener.progress(f"{what}: waiting for {_who(watch)}"),
        reraise=True,
    )
    try:
        with watch.looking():
            return retrying(work)
    except Exception as error:
        if not got_no_lock(error):
            raise
        raise _locked(what, watch) from None


def got_no_lock(error: BaseException) -> bool:
    """Whether this is lock_timeout, from whichever driver."""
    return not isinstance(error, ToolkitError) and sqlstate(error) == LOCK_NOT_AVAILABLE


def _locked(what: str, watch: Watch) -> LockedError:
    return LockedError(
        f"No lock to be had for: {what}",
        why=f"In the way is {_who(watch)}.",
        state="Nothing of it was done; what came before it stays.",
        next="End that session or wait for it, then run the command again.",
    )


def _named(pid: int, application: str, since: str | None) -> str:
    return f"server process {pid} ({application}{f', since {since}' if since else ''})"


def _who(watch: Watch) -> str:
    return ", ".join(watch.seen) or "another session that holds a lock"
