"""Migrations executed as Alembic executes them, each run in one transaction with its stamp."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, cast

import sqlalchemy as sa
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext

from toolkit.catalog.fingerprint import Fingerprint, fingerprint

STAMPED = """CREATE TABLE alembic_version (
    version_num varchar(32) CONSTRAINT alembic_version_pkc PRIMARY KEY);
INSERT INTO alembic_version VALUES ('a1'); """


@contextmanager
def connected(url: sa.URL) -> Iterator[sa.Connection]:
    with sa.create_engine(url, poolclass=sa.NullPool).connect() as connection:
        yield connection


def prepared(url: sa.URL, setup: str) -> None:
    with connected(url) as connection:
        connection.exec_driver_sql(STAMPED + setup.replace("%", "%%"))
        connection.commit()


def upgrade_of(text: str) -> Callable[[], None]:
    """Or its downgrade, where it has that alone."""
    names: dict[str, Any] = {"__name__": "example"}
    exec(compile(text, "example.py", "exec"), names)
    return cast(Callable[[], None], names.get("upgrade") or names["downgrade"])


def upgraded(url: sa.URL, text: str) -> Fingerprint:
    """What is there after one run."""
    with connected(url) as connection:
        context = MigrationContext.configure(connection)
        with Operations.context(context), context.begin_transaction():
            upgrade_of(text)()
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'b2'")
        return fingerprint(connection)
