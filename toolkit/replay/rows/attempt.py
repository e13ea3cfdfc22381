"""Asking the server whether it will, without harm to the transaction where it will not."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from toolkit.catalog.sql import run

Rows = Sequence[Sequence[Any]]


def attempt(connection: Connection, sql: str) -> Rows | DBAPIError:
    """Its rows; or why not, and all is as it was. A connection that is lost is raised."""
    run(connection, "SAVEPOINT hive_rows")
    answer: Rows | DBAPIError
    try:
        answer = run(connection, sql)
    except DBAPIError as error:
        if error.connection_invalidated:
            raise
        run(connection, "ROLLBACK TO SAVEPOINT hive_rows")
        answer = error
    run(connection, "RELEASE SAVEPOINT hive_rows")
    return answer
