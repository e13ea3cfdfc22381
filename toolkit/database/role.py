"""A role that may log in; no statement carries its password, only a verifier computed here."""

from typing import Any

import psycopg

from toolkit.catalog.sql import ident, literal


def let_log_in(admin: "psycopg.Connection[Any]", role: str, password: str | None) -> bool:
    """Make the role, or give it this password (None: leave that); whether it was made."""
    known = "SELECT FROM pg_catalog.pg_roles WHERE rolname = %s"
    absent = admin.execute(known, (role,)).fetchone() is None
    verb = "CREATE" if absent else "ALTER"
    words = _words(admin, role, password) if password else ""
    admin.execute(f"{verb} ROLE {ident(role)} LOGIN{words}".encode())
    return absent


def _words(admin: "psycopg.Connection[Any]", role: str, password: str) -> str:
    verifier = admin.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256")
    return f" PASSWORD {literal(verifier.decode())}"
