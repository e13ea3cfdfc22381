"""A body of upgrade() run twice on a server: what becomes of it."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

import sqlalchemy as sa
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext

from toolkit.catalog.fingerprint import Fingerprint, fingerprint
from toolkit.errors import ToolkitError

from .executing import connected, prepared, upgrade_of, upgraded

ALONE = re.compile(r"concurrently|commit|add value|now\(\)", re.IGNORECASE)
"""What commits by itself, or hangs on what was committed, or on the time."""
AS_IN_A_SESSION_OF_ITS_OWN = "SET CONSTRAINTS ALL IMMEDIATE; DISCARD TEMP; RESET ALL"
ERRORS = (sa.exc.SQLAlchemyError, ToolkitError, AssertionError, TypeError)


class Truth(StrEnum):
    CONVERGES = "converges"
    CHANGES = "changes something when it is run again"
    FAILS = "fails when it is run again"
    FIRST = "fails the first time"


@dataclass
class Server:
    """Each setup is prepared once: as a template, and as a database in which all is rolled back."""

    url: sa.URL
    templates: dict[str, str] = field(default_factory=dict)
    databases: dict[str, sa.URL] = field(default_factory=dict)

    def truth(self, setup: str, text: str) -> Truth:
        """Of a migration, after its setup."""
        if setup not in self.templates:
            self.templates[setup] = self._template(setup)
            self.databases[setup] = self._copied(setup)
        if ALONE.search(text):
            own = self._copied(setup)
            return _truth(lambda: upgraded(own, text))
        with connected(self.databases[setup]) as connection, connection.begin() as transaction:
            found = _truth(lambda: _within(connection, text))
            transaction.rollback()
        return found

    def _template(self, setup: str) -> str:
        name = self._created("template1")
        prepared(self.url.set(database=name), setup)
        return name

    def _copied(self, setup: str) -> sa.URL:
        return self.url.set(database=self._created(self.templates[setup]))

    def _created(self, template: str) -> str:
        name = f"test_{uuid.uuid4().hex[:12]}"
        engine = sa.create_engine(self.url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
        with engine.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name


def _truth(run: Callable[[], Fingerprint]) -> Truth:
    try:
        first = run()
    except ERRORS:
        return Truth.FIRST
    try:
        return Truth.CHANGES if first.difference(run()) else Truth.CONVERGES
    except ERRORS:
        return Truth.FAILS


def _within(connection: sa.Connection, text: str) -> Fingerprint:
    context = MigrationContext.configure(connection)
    with Operations.context(context), context.begin_transaction():
        upgrade_of(text)()
    connection.exec_driver_sql(AS_IN_A_SESSION_OF_ITS_OWN)
    return fingerprint(connection)
