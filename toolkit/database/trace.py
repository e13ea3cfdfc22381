"""Every statement into the log, without its parameters: those may be secrets or data."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import sqlalchemy as sa

LONGEST = 2000
"""Characters of a statement: what decides about an object in one has many."""

logger = logging.getLogger("toolkit.statements")


class Cursor(psycopg.Cursor[Any]):
    """The cursor of our own sessions."""

    def execute(self, query: Any, *args: Any, **kwargs: Any) -> "Cursor":
        if logger.isEnabledFor(logging.DEBUG):
            _log(query if isinstance(query, str | bytes) else query.as_string(self))
        return super().execute(query, *args, **kwargs)


@contextmanager
def statements_logged() -> Iterator[None]:
    """Also those of engines that others make, such as a project's env.py."""
    sa.event.listen(sa.Engine, "before_cursor_execute", _executing)
    try:
        yield
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", _executing)


def _executing(_: Any, cursor: Any, statement: str, *__: Any) -> None:
    if not isinstance(cursor, Cursor):
        _log(statement)


def _log(statement: str | bytes) -> None:
    text = statement.decode("utf-8", "replace") if isinstance(statement, bytes) else statement
    line = " ".join(text.split())  # textwrap.shorten takes longer than many a statement
    logger.debug("%s", line if len(line) <= LONGEST else f"{line[: LONGEST - 2]} …")
