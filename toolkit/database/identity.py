"""Is this the server, and the database, that was meant? Asked before any DDL."""

from sqlalchemy import Connection, text

from toolkit.database.failures import place
from toolkit.database.session import Facts
from toolkit.database.target import Target
from toolkit.errors import IdentityError

MAKE = (
    "CREATE SCHEMA IF NOT EXISTS hive",
    "CREATE TABLE IF NOT EXISTS hive.identity"
    " (instance text PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now())",
    "COMMENT ON TABLE hive.identity IS 'Which checkout this database belongs to.'",
)


def expect_system(target: Target, facts: Facts) -> None:
    """IdentityError when another cluster answers than the one recorded for the target."""
    meant, found = target.system_identifier, facts.system_identifier
    if meant is None or found is None or meant == found:
        return
    raise IdentityError(
        f"{place(target.url)} is another server than the one recorded",
        why=f"Its cluster is {found}, meant is {meant}: something else answers on this port.",
        state="Nothing was changed.",
        next="Stop what answers there, or correct the URL.",
    )


def marked(connection: Connection) -> str | None:
    """The instance that the database belongs to, None where nobody marked it."""
    there = connection.scalar(text("SELECT to_regclass('hive.identity') IS NOT NULL"))
    if not there:
        return None
    found: str | None = connection.scalar(text("SELECT min(instance) FROM hive.identity"))
    return found


def expect_instance(target: Target, found: str | None) -> None:
    """IdentityError when the database belongs to another checkout."""
    if target.instance is None or found is None or found == target.instance:
        return
    raise IdentityError(
        f"{place(target.url)} belongs to another checkout",
        why=f"It is marked {found}, this checkout is {target.instance}.",
        state="Nothing was changed.",
        next="Use this checkout's own database, or set HIVE_SERVICES=external to share that one.",
    )


def mark(connection: Connection, instance: str) -> None:
    """Write down whose the database is; the caller commits."""
    for statement in MAKE:
        connection.exec_driver_sql(statement)
    connection.execute(
        text("INSERT INTO hive.identity (instance) VALUES (:it) ON CONFLICT DO NOTHING"),
        {"it": instance},
    )
