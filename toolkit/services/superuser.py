"""The superuser of a server of ours: its password is in a file of ours and nowhere else."""

import secrets
from pathlib import Path

from toolkit import files
from toolkit.errors import ServiceError

NAME = "postgres"


def refuse(role: str) -> None:
    """ServiceError where the application's role would be the superuser."""
    if role == NAME:
        raise ServiceError(
            f"the role may not be {role}",
            why="the superuser is called so",
            next="name another: HIVE_ROLE, or `role` in [tool.hive]",
        )


def password(state: Path) -> str:
    """As it was made; ServiceError before the first start."""
    try:
        return _file(state).read_text("ascii")
    except OSError as error:
        raise ServiceError(
            "the password of the server's superuser is not known",
            why=str(error),
            next="invoke up; where the file was lost: put it back, or invoke reset",
        ) from error


def made(state: Path) -> str:
    """The password, kept before the server that will know it is made."""
    path = _file(state)
    if not path.exists():
        state.mkdir(mode=0o700, parents=True, exist_ok=True)
        files.write(path, secrets.token_urlsafe(32))
    return password(state)


def _file(state: Path) -> Path:
    return state / "superuser"
