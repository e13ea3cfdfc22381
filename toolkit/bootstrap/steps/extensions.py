"""The extensions that the project needs are there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from toolkit.bootstrap.connections import Connections
from toolkit.catalog.sql import ident
from toolkit.database.failures import place
from toolkit.database.sqlstate import INSUFFICIENT_PRIVILEGE, message, sqlstate
from toolkit.errors import DeniedError, ExtensionError
from toolkit.findings import Change, Survey

THERE = text("SELECT extname::text FROM pg_catalog.pg_extension")
AVAILABLE = text("SELECT name::text FROM pg_catalog.pg_available_extensions")  # reads files: slow
PACKAGES = {
    "vector": "pgvector",
    "uuid-ossp": "postgresql-contrib",
    "pg_trgm": "postgresql-contrib",
}


@dataclass(frozen=True)
class Extensions:
    """Looked for first: where somebody made them already, no privilege is needed."""

    extensions: tuple[str, ...]
    name: ClassVar[str] = "extensions"
    together: ClassVar[bool] = False

    def survey(self, here: Connections) -> Survey:
        if not here.there():
            return Survey(tuple(_change(name) for name in self.extensions))
        there = set(here.app.scalars(THERE))
        absent = [name for name in self.extensions if name not in there]
        available = set(here.app.scalars(AVAILABLE)) if absent else set()
        here.app.rollback()
        for name in absent:
            if name not in available:
                raise _unavailable(here, name)
        return Survey(tuple(_change(name) for name in absent))

    def apply(self, here: Connections, changes: Sequence[Change]) -> None:
        (change,) = changes
        sql = f"CREATE EXTENSION IF NOT EXISTS {ident(change.subject)}"
        try:
            here.owner.exec_driver_sql(sql)
            here.owner.commit()
        except DBAPIError as error:
            here.owner.rollback()
            if sqlstate(error) != INSUFFICIENT_PRIVILEGE:
                raise
            raise _denied(here, change.subject, error) from None


def _change(name: str) -> Change:
    return Change(name, f'create extension "{name}"')


def _unavailable(here: Connections, name: str) -> ExtensionError:
    package = PACKAGES.get(name, "the package that has it")
    return ExtensionError(
        f'The server of {place(here.target.url)} has no extension "{name}"',
        why="It is not among pg_available_extensions: its files are not installed there.",
        state="No extension was created by this run.",
        next=f"Install {package} on the server, or use another backend.",
    )


def _denied(here: Connections, name: str, error: DBAPIError) -> DeniedError:
    return DeniedError(
        f'Extension "{name}" is not there, and this role may not create it',
        why=message(error),
        state=f"{place(here.target.url)} has the extensions that were made before it.",
        next=f"Whoever may, in that database: CREATE EXTENSION {ident(name)};",
    )
