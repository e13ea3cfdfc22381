"""The extensions that the project needs are there."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import psycopg
from sqlalchemy import TextClause, text

from toolkit.bootstrap.connections import Connections
from toolkit.catalog.sql import ident
from toolkit.database.connect import Session
from toolkit.database.failures import place
from toolkit.database.sqlstate import message
from toolkit.errors import DeniedError, ExtensionError
from toolkit.findings import Change, Survey

THERE = text("SELECT extname::text, extversion FROM pg_catalog.pg_extension")
# It reads files, which is slow.
AVAILABLE = text("SELECT name::text, default_version FROM pg_catalog.pg_available_extensions")
PACKAGES = {
    "vector": "pgvector",
    "uuid-ossp": "postgresql-contrib",
    "pg_trgm": "postgresql-contrib",
}


@dataclass(frozen=True)
class Extensions:
    """Looked for first: where somebody made them already, no privilege is needed."""

    extensions: tuple[str, ...]
    oldest: Mapping[str, str]
    name: ClassVar[str] = "extensions"
    together: ClassVar[bool] = True

    def survey(self, here: Connections) -> Survey:
        if not here.there():
            return Survey(tuple(_change(name) for name in self.extensions))
        there = _versions(here, THERE)
        absent = [name for name in self.extensions if name not in there]
        available = _versions(here, AVAILABLE) if absent else {}
        here.app.rollback()
        for name, oldest in self.oldest.items():
            if name in there and _is_older(there[name], oldest):
                raise _outdated(here, name, there[name], oldest)
        for name in absent:
            oldest = self.oldest.get(name, "")
            if name not in available or _is_older(available[name], oldest):
                raise _unavailable(here, name, available.get(name, ""), oldest)
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


def _versions(here: Connections, query: TextClause) -> dict[str, str]:
    return {str(name): str(version) for name, version in here.app.execute(query)}


def _is_older(version: str, oldest: str) -> bool:
    """By the numbers in it, as extensions count; what has none is not told apart."""
    return _numbers(version) < _numbers(oldest)


def _numbers(version: str) -> list[int]:
    return [int(one) for one in re.findall(r"[0-9]+", version)]


def _outdated(here: Connections, name: str, version: str, oldest: str) -> ExtensionError:
    return ExtensionError(
        f'Extension "{name}" is there in version {version}, and is to be {oldest} at least',
        why="Whether what is made with it bears a newer one is for a person to say.",
        state="Nothing was changed.",
        next=f"Whoever may, in {place(here.target.url)}: ALTER EXTENSION {ident(name)} UPDATE;",
    )


def _unavailable(here: Connections, name: str, version: str, oldest: str) -> ExtensionError:
    package = PACKAGES.get(name, "the package that has it")
    wanted, why = f'no extension "{name}"', "its files are not installed there"
    if version:
        wanted, why = f'no extension "{name}" from {oldest} on', f"it has {version}"
    return ExtensionError(
        f"The server of {place(here.target.url)} has {wanted}",
        why=f"It is not among pg_available_extensions: {why}.",
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
