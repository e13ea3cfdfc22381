"""pg_dump and pg_restore: the server's own, where the server is; else the machine's."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from toolkit import process
from toolkit.errors import CommandError, ToolkitError
from toolkit.settings import current
from toolkit.setup.hive import Hive
from toolkit.setup.psql import client

if TYPE_CHECKING:
    from toolkit.services.docker.postgres import DockerPostgres

OTHER_VERSION = ("server version mismatch", "unsupported version")


def dump(hive: Hive, file: Path) -> None:
    """All of the hive's database in pg_dump's custom format; CommandError. Whoever holds a table
    is waited for no longer than the hive's deadline."""
    wait = f"--lock-wait-timeout={hive.settings.deadline * 1000:.0f}"
    how = ("--format=custom", "--compress=1", wait)
    try:
        if contained := _contained(hive):
            contained.dump(file, *how)
        else:
            _run("pg_dump", hive, _everything(hive), *how, f"--file={file}")
    except ToolkitError as error:
        raise _failed("the database cannot be dumped", error, "It was only read.") from None


def restore(hive: Hive, file: Path, database: str) -> None:
    """A dump into an empty database beside the hive's own; CommandError, and it is half-filled."""
    how = ("--exit-on-error",)
    try:
        if contained := _contained(hive):
            contained.restore(file, database, *how)
        else:
            _run("pg_restore", hive, _everything(hive).set(database=database), *how, str(file))
    except ToolkitError as error:
        as_it_was = "The hive's own database is as it was."
        raise _failed(f"{file.name} cannot be restored", error, as_it_was) from None


def _run(tool: str, hive: Hive, url: sa.URL, *words: str) -> None:
    argv, environment = client(tool, hive, url)
    process.run(*argv, *words, env={**_clean(hive), **environment})


def _clean(hive: Hive) -> dict[str, str]:
    """A server of ours is nowhere else than its URL says, whatever libpq finds in the shell."""
    here = current()
    if hive.backend == "external":
        return here
    return {key: value for key, value in here.items() if not key.startswith("PG")}


def _everything(hive: Hive) -> sa.URL:
    """The database as the superuser sees it: whoever owns what is in it."""
    target = hive.target()
    return (target.admin or target.url).set(database=target.url.database)


def _contained(hive: Hive) -> DockerPostgres | None:
    if hive.backend != "docker":
        return None
    from toolkit.services.docker.postgres import DockerPostgres

    assert isinstance(hive.postgres, DockerPostgres)
    return hive.postgres


def _failed(what: str, error: ToolkitError, state: str) -> CommandError:
    said = f"{error.what}\n{error.why}".strip()
    other = any(one in said for one in OTHER_VERSION)
    mend = "Put the PostgreSQL client tools of the server's version first on PATH" if other else ""
    mend = mend or error.next or "Mend what it says, then the same command again"
    return CommandError(what, why=said, state=state, next=mend)
