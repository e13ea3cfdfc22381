"""Why a connection could not be made, whether waiting may heal it, and what to do."""

import re
from dataclasses import dataclass
from enum import StrEnum

import psycopg
from sqlalchemy import URL

from toolkit.errors import ConnectError, PoolerError


class Kind(StrEnum):
    """What stands in the way."""

    PASSWORD = "password"  # noqa: S105 (a name)
    ROLE = "role"
    DATABASE = "database"
    HOST = "host"
    SSL = "ssl"
    REFUSED_BY_RULE = "rule"
    POOLER = "pooler"
    CLOSED = "closed"
    STARTING = "starting"
    FULL = "full"
    RECOVERY = "recovery"
    OTHER = "other"


HEALING = frozenset({Kind.CLOSED, Kind.STARTING, Kind.FULL, Kind.RECOVERY})


@dataclass(frozen=True)
class Symptom:
    """How a failure reads (libpq hands out no SQLSTATE here, only text), and the advice."""

    pattern: str
    kind: Kind
    advice: str


SYMPTOMS = (
    Symptom(
        r"password authentication failed|no password supplied|SCRAM|\(28P01\)",
        Kind.PASSWORD,
        "Correct the password in the URL.",
    ),
    Symptom(r'role ".*" does not exist', Kind.ROLE, "Create the role, or correct its name."),
    Symptom(
        r'database ".*" does not exist|no such database',
        Kind.DATABASE,
        "Create the database, or correct its name.",
    ),
    Symptom(
        r"pg_hba\.conf|Ident authentication failed|Peer authentication failed"
        r"|no pg_hba|not permitted to log in|permission denied for database",
        Kind.REFUSED_BY_RULE,
        "Let the server's administrator admit this role from this machine.",
    ),
    Symptom(
        r"unsupported startup parameter",
        Kind.POOLER,
        "Use the URL of the PostgreSQL server itself, not of the pooler.",
    ),
    Symptom(
        r"resolve host|translate host name|Name or service not known|No address associated",
        Kind.HOST,
        "Correct the host name in the URL.",
    ),
    Symptom(
        r"starting up|shutting down|not yet accepting connections|not accepting connections",
        Kind.STARTING,
        "Wait until the server is up, then run the command again.",
    ),
    Symptom(
        r"in recovery",
        Kind.RECOVERY,
        "Wait until its recovery has ended, or use the primary's URL.",
    ),
    Symptom(
        r"too many clients|connection slots are reserved|too many connections"
        r"|no more connections allowed",
        Kind.FULL,
        "End sessions that are not needed, or raise max_connections.",
    ),
    Symptom(
        r"connection refused|No such file or directory|closed the connection unexpectedly"
        r"|SSL SYSCALL error|SSL connection has been closed"
        r"|timeout expired|connection reset|cannot connect to server|login has been failing",
        Kind.CLOSED,
        "Start the server, or correct host and port in the URL.",
    ),
    Symptom(
        r"SSL|certificate|invalid sslmode|tls",
        Kind.SSL,
        "Correct the ssl settings in the URL; the server must offer what they ask for.",
    ),
)
UNKNOWN = Symptom("", Kind.OTHER, "Correct the URL, or ask the server's administrator.")


def diagnose(text: str) -> Symptom:
    """The first symptom that the failure's text shows."""
    found = (one for one in SYMPTOMS if re.search(one.pattern, text, re.IGNORECASE))
    return next(found, UNKNOWN)


def heals(error: BaseException) -> bool:
    """Whether trying again may help."""
    if isinstance(error, ConnectError):
        return error.kind in HEALING
    return isinstance(error, psycopg.Error) and diagnose(str(error)).kind in HEALING


def explain(error: psycopg.Error, url: URL) -> ConnectError:
    """The error to show, free of secrets."""
    text = without_secret(str(error).strip(), url)
    symptom = diagnose(text)
    what = f"Cannot connect to {place(url)} as {url.username or 'the default role'}"
    if symptom.kind is Kind.POOLER:
        return PoolerError(what, why=text, next=symptom.advice)
    shown = ConnectError(what, why=text, next=symptom.advice)
    shown.kind = symptom.kind
    return shown


def place(url: URL) -> str:
    """Database, host and port, as they may be shown."""
    host = url.host or url.query.get("host") or "the default host"
    port = f":{url.port}" if url.port else ""
    return f'database "{url.database or ""}" at {host}{port}'


def without_secret(text: str, url: URL) -> str:
    """`text` with the URL's password blotted out."""
    return text.replace(str(url.password), "***") if url.password else text
