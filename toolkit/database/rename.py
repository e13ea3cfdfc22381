"""A database of `scratch` made one that stays, by its name: one transaction, all or nothing.

A kill before it leaves what the next run of scratch databases sweeps away.
"""

from typing import Any

import psycopg

from toolkit.catalog.sql import ident, literal
from toolkit.errors import LockedError

OTHERS = """SELECT pg_catalog.pg_terminate_backend(pid, 10000) FROM pg_catalog.pg_stat_activity
  WHERE datname = %s AND pid <> pg_catalog.pg_backend_pid()"""
TRIES = 3
Raw = psycopg.Connection[Any]


def settle(raw: "Raw", made: str, name: str, comment: str) -> None:
    """`made` stays as `name`, with its comment; psycopg's DuplicateDatabase where one is there."""
    with raw.transaction():
        _run(raw, f"COMMENT ON DATABASE {ident(made)} IS {literal(comment)}")
        _rename(raw, made, name)


def swap(raw: "Raw", made: str, name: str, aside: str) -> None:
    """`made` is let into as `name`, and what was called so is `aside`; whoever is connected there
    is cut off. LockedError where they come back faster than that."""
    for _ in range(TRIES):
        try:
            return _swapped(raw, made, name, aside)
        except psycopg.errors.ObjectInUse as error:
            said = error.diag.message_detail or ""
    raise LockedError(
        f'Database "{name}" is in use again and again',
        why=said,
        state="It is as it was.",
        next="Stop whoever connects there, then the same command again.",
    )


def _swapped(raw: "Raw", made: str, name: str, aside: str) -> None:
    raw.execute(OTHERS, (name,))
    with raw.transaction():
        there = "SELECT FROM pg_catalog.pg_database WHERE datname = %s"
        if raw.execute(there, (name,)).fetchone() is not None:
            _rename(raw, name, aside)
        _rename(raw, made, name)
        _run(raw, f"ALTER DATABASE {ident(name)} ALLOW_CONNECTIONS true")


def _rename(raw: "Raw", old: str, new: str) -> None:
    _run(raw, f"ALTER DATABASE {ident(old)} RENAME TO {ident(new)}")


def _run(raw: "Raw", sql: str) -> None:
    raw.execute(sql.encode())
