"""Where a database keeps what its revisions take for granted, and a scratch database like it."""

from dataclasses import dataclass
from typing import Any

import psycopg
from sqlalchemy import Connection, text

from toolkit.catalog.sql import ident
from toolkit.database.sqlstate import message
from toolkit.errors import DeniedError

USUAL_PATH, USUAL_SCHEMA = '"$user", public', "public"
EXTENSIONS = text("""SELECT e.extname::text, n.nspname::text FROM pg_catalog.pg_extension e
  JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
  WHERE e.extname = ANY (:names) AND n.nspname <> 'public' ORDER BY 1""")


@dataclass(frozen=True)
class Layout:
    """`path`, and the `schemas` of it that are there; `extensions` that are not where they usually
    are, each with its schema."""

    path: str = USUAL_PATH
    schemas: tuple[str, ...] = (USUAL_SCHEMA,)
    extensions: tuple[tuple[str, str], ...] = ()

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """Extensions to which the path does not lead."""
        return [(name, at) for name, at in self.extensions if at not in self.schemas]


def layout(connection: Connection, extensions: tuple[str, ...]) -> Layout:
    """As a session of the application's role finds it; ends the transaction."""
    path = connection.scalar(text("SELECT pg_catalog.current_setting('search_path')"))
    schemas = connection.scalar(text("SELECT pg_catalog.current_schemas(false)::text[]"))
    placed = connection.execute(EXTENSIONS, {"names": list(extensions)})
    found = Layout(str(path), tuple(schemas or ()), tuple((name, at) for name, at in placed))
    connection.rollback()
    return found


def lay_out(raw: "psycopg.Connection[Any]", wanted: Layout, name: str, owner: str) -> None:
    """Make the database `name` like that, in a session of whoever may, else DeniedError."""
    try:
        _lay_out(raw, wanted, name, owner)
    except psycopg.errors.InsufficientPrivilege as error:
        raise DeniedError(
            "a scratch database that is laid out like this one cannot be made",
            why=message(error),
            state="Nothing was changed.",
            next="Type it with the URL of a role that may create these extensions",
        ) from None


def _lay_out(raw: "psycopg.Connection[Any]", wanted: Layout, name: str, owner: str) -> None:
    for schema in sorted({*wanted.schemas, *(at for _, at in wanted.extensions)}):
        sql = f"CREATE SCHEMA IF NOT EXISTS {ident(schema)} AUTHORIZATION {ident(owner)}"
        raw.execute(sql.encode())
    for extension, schema in wanted.extensions:
        raw.execute(f"CREATE EXTENSION {ident(extension)} SCHEMA {ident(schema)}".encode())
    raw.execute("SELECT pg_catalog.set_config('search_path', %s, false)", (wanted.path,))
    raw.execute(f"ALTER DATABASE {ident(name)} SET search_path FROM CURRENT".encode())
