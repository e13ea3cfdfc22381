"""The application's way in: its role and database, proven by use, made or mended by the superuser.

Passwords never reach a statement: the server is sent SCRAM verifiers that are built here.
"""

import math
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo
from sqlalchemy import URL

from toolkit.database import failures
from toolkit.database.role import let_log_in
from toolkit.database.silence import answering
from toolkit.database.url import libpq
from toolkit.errors import ServiceError


def connect(url: URL, seconds: float) -> psycopg.Connection[Any]:
    """A plain connection in autocommit; `seconds` to get it."""
    arguments = {**libpq(url), "connect_timeout": str(max(1, math.ceil(seconds)))}
    return psycopg.connect(make_conninfo("", **arguments), autocommit=True)


def failure(url: URL, seconds: float) -> psycopg.Error | None:
    """None when `SELECT 1` was answered, else what went wrong."""
    try:
        with connect(url, seconds) as connection, answering(connection, seconds):
            connection.execute("SELECT 1")
    except psycopg.Error as error:
        return error
    return None


def problem(url: URL, seconds: float) -> str | None:
    """None when `SELECT 1` was answered, else why not."""
    failed = failure(url, seconds)
    return failures.without_secret(str(failed).strip(), url) if failed else None


def heals(problem: str) -> bool:
    """Whether waiting may help."""
    return failures.diagnose(problem).kind in failures.HEALING


def converge(admin: URL, own: URL, seconds: float) -> list[str]:
    """Make role and database of `own` as it expects them; what was done, in words. ServiceError."""
    role, database, password = own.username or "", own.database or "", str(own.password or "")
    try:
        with connect(admin, seconds) as connection:
            done = [*_role(connection, role, password), *_database(connection, database, role)]
    except psycopg.Error as error:
        raise _refused(own, str(error)) from None
    if reason := problem(own, seconds):
        raise _refused(own, reason)
    return done


def _refused(own: URL, reason: str) -> ServiceError:
    return ServiceError(
        f"PostgreSQL does not let {own.username} use database {own.database}",
        why=reason.strip(),
        state="It is running.",
        next="invoke logs",
    )


def _role(connection: psycopg.Connection[Any], role: str, password: str) -> list[str]:
    made = let_log_in(connection, role, password)
    return [f"made role {role}" if made else f"gave role {role} the password of these settings"]


def _database(connection: psycopg.Connection[Any], database: str, role: str) -> list[str]:
    known = "SELECT FROM pg_catalog.pg_database WHERE datname = %s"
    if connection.execute(known, [database]).fetchone() is not None:
        return []
    statement = sql.SQL("CREATE DATABASE {} OWNER {}")
    connection.execute(statement.format(sql.Identifier(database), sql.Identifier(role)))
    return [f"made database {database}"]
