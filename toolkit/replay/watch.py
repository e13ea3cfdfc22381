"""What a revision executes, seen before each statement and after it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DBAPIError

from toolkit.catalog.sql import sqlstate
from toolkit.database.migrations_run import ENDING
from toolkit.findings import Statement

At = Callable[["Seen", Connection], None]
"""Told before each statement of what was run by then."""
AFTERWARDS = "25P02"
"""What every statement of a failed transaction gets, which hides why it failed."""


class CommitsError(BaseException):
    """The revision ends its transaction by itself: no experiment within one shows what it does.

    No Exception, so that no revision takes it for one of its own.
    """


class CommittedError(CommitsError):
    """It has ended it by the driver, which nobody hears: what was to be undone stays."""


@dataclass
class Seen:
    """One run of a revision. `whole`: it may not end its transaction."""

    at: At | None = None
    whole: bool = False
    statements: list[Statement] = field(default_factory=list)
    commits: int = 0
    during: str = ""
    """The statement at which it was cut off, where that is one that it did not end."""
    failed: str = ""
    """The statement that failed last, its SQLSTATE and what the server said."""
    sqlstate: str = ""
    said: str = ""
    begun: float = 0.0


@dataclass
class Watch:
    """On every engine of this process, while the block of `standing` runs; runs may be nested."""

    runs: list[Seen] = field(default_factory=list)

    @contextmanager
    def standing(self) -> Iterator[Watch]:
        heard: dict[str, Callable[..., Any]] = {
            "before_cursor_execute": self._before,
            "after_cursor_execute": self._after,
            "handle_error": self._failed,
            "commit": self._ended,
            "rollback": self._ended,
        }
        for name, hear in heard.items():
            event.listen(Engine, name, hear)
        try:
            yield self
        finally:
            for name, hear in heard.items():
                event.remove(Engine, name, hear)

    @contextmanager
    def seeing(self, at: At | None = None, *, whole: bool = False) -> Iterator[Seen]:
        """A run of a revision in the block."""
        seen, before = Seen(at, whole), len(self.runs)
        self.runs.append(seen)
        try:
            yield seen
        finally:
            del self.runs[before:]

    @contextmanager
    def away(self) -> Iterator[None]:
        """What is executed in the block is our own."""
        runs, self.runs = self.runs, []
        try:
            yield
        finally:
            self.runs = runs

    def _before(self, connection: Connection, _: Any, statement: str, *__: Any) -> None:
        if not self.runs:
            return
        seen = self.runs[-1]
        driver = connection.connection.dbapi_connection
        if getattr(driver, "autocommit", False) is True or ENDING.match(statement):
            self._leaves(seen)
        if seen.at:
            with self.away():
                seen.at(seen, connection)
        seen.begun = time.monotonic()

    def _after(self, _: Any, __: Any, statement: str, *___: Any) -> None:
        if self.runs:
            seen = self.runs[-1]
            seen.statements.append(Statement(statement, time.monotonic() - seen.begun))

    def _failed(self, context: Any) -> None:
        error = context.sqlalchemy_exception
        if not self.runs or not isinstance(error, DBAPIError):
            return
        seen, code = self.runs[-1], sqlstate(error) or ""
        if code != AFTERWARDS or not seen.sqlstate:
            seen.failed, seen.sqlstate = context.statement or "", code
            seen.said = str(error.orig).strip().partition("\n")[0]

    def _ended(self, _: Any) -> None:
        if self.runs:
            self._leaves(self.runs[-1])

    def _leaves(self, seen: Seen) -> None:
        seen.commits += 1
        if seen.whole:
            raise CommitsError
