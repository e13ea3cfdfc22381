"""What the environment says, and what must not change while work is under way."""

import os
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

VERSION = "1"
"""Of the workflows. It is recorded with each, and a worker takes up those of its own version only:
without it DBOS hashes their source, and an edit would orphan what is under way. Raise it when the
order of the steps changes, after what runs has finished."""

SCHEMA = "team"
"""DBOS keeps its state here, in the hive's own database: one backup holds both, the role of the
application needs no further right, the migrations never look at it, and dropping the schema takes
all of it away."""

FROZEN = 10  # seconds; of a worker that stands still within a transaction, the locks then go

ROUNDS = 4  # of coding, review and test for one task
REQUESTS = 8  # to the model in one turn of an agent
TOKENS = 4000  # in one answer of the model
DRAFT = 64 * 1024  # bytes that a coder may hand in


class SettingsError(RuntimeError):
    """Something is not set, or cannot be used. Says what to type."""


def database() -> URL:
    """PostgreSQL, over TCP: DBOS rides out a restart of the server there, on a socket it dies."""
    text = os.environ.get("DATABASE_URL", "")
    if not text:
        raise SettingsError('DATABASE_URL is not set. Next: eval "$(invoke env --export)"')
    try:
        url = make_url(text).set(drivername="postgresql+psycopg")
    except ArgumentError:
        raise SettingsError("DATABASE_URL is no URL") from None
    if not url.host or url.host.startswith("/") or str(url.query.get("host", "")).startswith("/"):
        raise SettingsError("DATABASE_URL names no host: a socket will not do, use 127.0.0.1")
    return url


def redis() -> str:
    """ "" where there is none: nothing is lost by that."""
    return os.environ.get("REDIS_URL", "")


def home() -> Path:
    """The folder of the repository that the team works on; all workers of a machine share it."""
    return Path(os.environ.get("TEAM_HOME") or ".team").resolve()


def sandbox() -> str:
    """bwrap, docker or none; "" is bwrap."""
    return os.environ.get("TEAM_SANDBOX", "")


def calls_per_minute() -> int:
    """How often all workers together may ask the model; the offline one is not counted."""
    return int(os.environ.get("TEAM_CALLS_PER_MINUTE") or 60)
