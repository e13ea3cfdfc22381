"""A role that may log in; no statement carries its password, only a verifier computed here."""

import base64
import hashlib
import hmac
import secrets
import unicodedata
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


def verifier(password: str) -> str:
    """What the server keeps of a password (SCRAM-SHA-256, RFC 5803): for where no connection is
    there to have it computed."""
    salt, iterations = secrets.token_bytes(16), 4096
    words = unicodedata.normalize("NFKC", password).encode()
    salted = hashlib.pbkdf2_hmac("sha256", words, salt, iterations)
    client = hmac.digest(salted, b"Client Key", "sha256")
    stored = hashlib.sha256(client).digest()
    server = hmac.digest(salted, b"Server Key", "sha256")
    one, two, three = (base64.b64encode(part).decode() for part in (salt, stored, server))
    return f"SCRAM-SHA-256${iterations}:{one}${two}:{three}"
