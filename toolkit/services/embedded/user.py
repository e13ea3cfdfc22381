"""Whom a server runs as: PostgreSQL refuses root, so root hands over to somebody who may little."""

import os
import pwd
from dataclasses import dataclass
from pathlib import Path

from toolkit.errors import ServiceError

UNPRIVILEGED = "nobody"


@dataclass(frozen=True)
class User:
    """An existing user."""

    name: str
    uid: int
    gid: int


def server_user(data: Path) -> User | None:
    """None is ourselves. Root runs a server as the owner of its data, at first as `nobody`."""
    owner = data.stat().st_uid if data.exists() else os.geteuid()
    if os.geteuid() == 0:
        return _named(UNPRIVILEGED) if owner == 0 else _owner(owner, data)
    if owner != os.geteuid():
        raise ServiceError(
            f"{data} is not yours",
            why=f"it belongs to {_name(owner)}, who ran this before",
            state="Nothing was changed.",
            next=f"run this as root or {_name(owner)}, or use a checkout of your own",
        )
    return None


def _named(name: str) -> User:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        raise ServiceError(
            f"root may not run the server, and there is no user {name!r} to run it as",
            next="run this as an ordinary user",
        ) from None
    return User(name, entry.pw_uid, entry.pw_gid)


def _owner(uid: int, data: Path) -> User:
    return User(_name(uid), uid, data.stat().st_gid)


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
