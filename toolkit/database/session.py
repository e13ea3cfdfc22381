"""What a session is told and asked before its first statement, in one round trip."""

from dataclasses import dataclass
from typing import Any, Protocol

LOCK_TIMEOUT = "2s"
"""How long one DDL statement waits for a lock before it steps back and lets others through."""

IDENTIFIER = "(SELECT system_identifier::text FROM pg_catalog.pg_control_system())"


class Cursor(Protocol):
    """What every DBAPI's cursor can."""

    def execute(self, operation: str) -> Any: ...
    def fetchone(self) -> Any: ...
    def close(self) -> Any: ...


@dataclass(frozen=True)
class Facts:
    """Where a session really is.

    `system_identifier` is None where the role may not know it, `address` on a Unix socket.
    """

    pid: int
    address: str | None
    database: str
    started: str
    recovering: bool
    read_only: bool
    system_identifier: str | None

    def same_place(self, other: "Facts") -> bool:
        """Same database of the same running server (a copied data directory is another)."""
        known = None not in (self.system_identifier, other.system_identifier)
        if known and self.system_identifier != other.system_identifier:
            return False
        return (self.database, self.started) == (other.database, other.started)


def settle(cursor: Cursor, search_path: tuple[str, ...] = ()) -> Facts:
    """Set lock_timeout and search_path for the session, and read where it is.

    A role that may not read the cluster's identifier gets None for it; the caller's
    transaction, if there is one, is then rolled back to before the question by the caller.
    """
    cursor.execute(question(IDENTIFIER, search_path))
    return Facts(*cursor.fetchone()[:7])


def settle_blind(cursor: Cursor, search_path: tuple[str, ...] = ()) -> Facts:
    """As `settle`, for a role that may not read the cluster's identifier."""
    cursor.execute(question("NULL::text", search_path))
    return Facts(*cursor.fetchone()[:7])


def question(identifier: str, search_path: tuple[str, ...]) -> str:
    """The one statement of `settle`: its row begins with what Facts are made of."""
    return (
        "SELECT pg_catalog.pg_backend_pid(),"
        " pg_catalog.host(pg_catalog.inet_server_addr())"
        " || ':' || pg_catalog.inet_server_port(),"
        " pg_catalog.current_database()::text,"
        " pg_catalog.to_char(pg_catalog.pg_postmaster_start_time() AT TIME ZONE 'UTC',"
        " 'YYYY-MM-DD HH24:MI:SS.US'),"  # not by DateStyle, which a role may have its own of
        " pg_catalog.pg_is_in_recovery(),"
        " pg_catalog.current_setting('transaction_read_only') = 'on',"
        f" {identifier},"
        f" pg_catalog.set_config('lock_timeout', '{LOCK_TIMEOUT}', false)"
        + (
            f", pg_catalog.set_config('search_path', {_path(search_path)}, false)"
            * bool(search_path)
        )
    )


def _path(names: tuple[str, ...]) -> str:
    """The path as a literal: each name quoted as an identifier, the whole as a string."""
    listed = ", ".join('"{}"'.format(name.replace('"', '""')) for name in names)
    return "'{}'".format(listed.replace("'", "''"))
