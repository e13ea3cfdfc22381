"""Quoting, and running SQL text exactly as it is written."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

# psycopg reads % as a placeholder whenever parameters are passed, even none.
_AS_WRITTEN = {"no_parameters": True}


def run(connection: Connection, sql: str) -> Sequence[Sequence[Any]]:
    """Run one statement and return its rows; neither `%` nor `:` in it means anything to us."""
    result = connection.exec_driver_sql(sql, execution_options=_AS_WRITTEN)
    return result.all() if result.returns_rows else ()


def sqlstate(error: DBAPIError) -> str | None:
    """The five letters, with any driver: psycopg2 calls them otherwise."""
    return getattr(error.orig, "sqlstate", None) or getattr(error.orig, "pgcode", None)


def ident(name: str) -> str:
    """Always in quotes, so that no list of keywords of any version matters."""
    return '"' + name.replace('"', '""') + '"'


def qualified(schema: str, name: str) -> str:
    return f"{ident(schema)}.{ident(name)}"


def literal(value: str | None) -> str:
    """A string constant that reads the same whatever standard_conforming_strings is."""
    if value is None:
        return "NULL"
    quoted = "'" + value.replace("'", "''") + "'"
    return "E" + quoted.replace("\\", "\\\\") if "\\" in quoted else quoted


def array(values: Sequence[str] | Sequence[Sequence[str]]) -> str:
    """A text array constant, of one dimension or two."""

    def item(value: str | Sequence[str]) -> str:
        return literal(value) if isinstance(value, str) else f"ARRAY[{', '.join(map(item, value))}]"

    return f"ARRAY[{', '.join(map(item, values))}]::text[]"


def written_name(schema: str | None, name: str) -> str:
    """As it was declared: without a schema it goes by the search path."""
    return qualified(schema, name) if schema else ident(name)


def block(body: str) -> str:
    """A DO statement of PL/pgSQL; `body` begins with DECLARE or BEGIN."""
    tag = "$hive$"
    while tag in body:
        tag = tag[:-1] + "_$"
    return f"DO {tag}\n{body.strip()}\n{tag}"


def names(values: Iterable[str]) -> str:
    """An array constant of names."""
    return f"ARRAY[{', '.join(map(literal, values))}]::pg_catalog.name[]"


@contextmanager
def search_path(connection: Connection, *schemas: str) -> Iterator[None]:
    """Another search path for a while, in a transaction or outside."""
    ((before,),) = run(connection, "SELECT pg_catalog.current_setting('search_path')")
    _set_path(connection, ", ".join(map(ident, schemas)))
    try:
        yield
    except BaseException:
        with suppress(DBAPIError):  # an aborted transaction: its rollback puts the path back
            _set_path(connection, before)
        raise
    _set_path(connection, before)


def _set_path(connection: Connection, path: str) -> None:
    run(connection, f"SELECT pg_catalog.set_config('search_path', {literal(path)}, false)")
