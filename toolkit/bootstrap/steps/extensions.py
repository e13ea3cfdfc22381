"""The extensions that the project needs are there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import psycopg
from sqlalchemy import text

from toolkit.bootstrap.connections import Connections
from toolkit.catalog.sql import ident
from toolkit.database.connect import Session
from toolkit.database.failures import place
from toolkit.database.sqlstate import message
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
    together: ClassVar[bool] = True

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
        names = [change.subject for change in changes]
        if here.target.admin is None:
            return create(here, here.session, names)
        if here.target.search_path:  # ours would lead them into the project's schema
            return create(here, here.owner, names)
        try:
            return create(here, here.session, names)  # a trusted one needs no administrator
        except DeniedError:
            return create(here, here.owner, names)


def create(here: Connections, session: Session, names: Sequence[str]) -> None:
    """All of them or none, where the session's search path leads."""
    with session.raw.transaction():
        for name in names:
            try:
                session.raw.execute(f"CREATE EXTENSION IF NOT EXISTS {ident(name)}".encode())
            except psycopg.errors.InsufficientPrivilege as error:
                raise _denied(here, name, error) from None


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


def _denied(here: Connections, name: str, error: psycopg.Error) -> DeniedError:
    return DeniedError(
        f'Extension "{name}" is not there, and this role may not create it',
        why=message(error),
        state=f"No extension was created in {place(here.target.url)} by this run.",
        next=f"Whoever may, in that database: CREATE EXTENSION {ident(name)};",
    )
