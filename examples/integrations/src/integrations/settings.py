"""What the code fixes, and what the environment says."""

import os
import re
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

NAME = "integrations"

VERSION = "1"
"""Of the workflows; the only place that says it. It goes wherever this code goes, is recorded with
each mailing, and a worker takes up its own version only. Raise it when the order of the steps
changes, after what is left of the old one has been worked off (`python -m integrations left`)."""


class SettingsError(RuntimeError):
    """Something is not set, or cannot be used. Says what to type."""


def database() -> URL:
    """PostgreSQL, over TCP: DBOS rides out a restart of the server there, on a socket it dies.

    DATABASE_URL_FILE names a file with the URL, so that no password is in the environment.
    """
    named = os.environ.get("DATABASE_URL_FILE")
    text = Path(named).read_text("utf-8").strip() if named else os.environ.get("DATABASE_URL", "")
    if not text:
        raise SettingsError("DATABASE_URL is not set. Next: hive run -- COMMAND")
    try:
        url = make_url(text).set(drivername="postgresql+psycopg")
    except ArgumentError:
        raise SettingsError("DATABASE_URL is no URL") from None
    if not url.host or url.host.startswith("/") or str(url.query.get("host", "")).startswith("/"):
        raise SettingsError("DATABASE_URL names no host: a socket will not do, use 127.0.0.1")
    return url


def slot() -> str:
    """Whose work this process goes on with: DBOS records it with all that is under way."""
    name = os.environ.get("DBOS__VMID", "")
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,40}", name):
        raise SettingsError(f"DBOS__VMID is {name!r}. Next: scripts/worker NAME, as worker-0")
    return name


def sign_of_life() -> Path:
    """The file that a living worker touches; scripts/alive looks at it."""
    return Path(os.environ.get("RUNTIME_DIRECTORY") or ".run") / f"{slot()}.alive"
