"""Deleting the data of a hive: what is lost is said and dumped first, ports and identity stay."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from toolkit import process
from toolkit.errors import CommandError, ToolkitError, UsageError
from toolkit.findings import Outcome, Status
from toolkit.settings import current
from toolkit.setup import state
from toolkit.setup.hive import Hive
from toolkit.setup.psql import dump_command

if TYPE_CHECKING:
    from toolkit.services.docker.postgres import DockerPostgres
    from toolkit.services.docker.redis import DockerRedis


def refuse_external(hive: Hive) -> None:
    """A server that somebody gave us is never reset."""
    if hive.backend == "external":
        raise UsageError(
            "services are external: their data is not this toolkit's to delete",
            state="Nothing was changed.",
            next="Drop the database yourself, then bootstrap",
        )


def losses(hive: Hive) -> list[str]:
    """What a reset deletes, in words for the person who is asked."""
    return [
        "This deletes the data of this checkout's services, permanently:",
        *(f"  {path} ({_size(path)})" for path in _folders(hive)),
        *(f"  volume {one.volume}" for one in _contained(hive)),
        "  A dump of the database is kept in " + str(_dumps(hive)),
        "  Ports, .env.local and everything else in the checkout stay.",
    ]


def reset(hive: Hive) -> list[Outcome]:
    """Dump, stop, delete. The dump must succeed before anything is deleted."""
    changes = []
    if _contained(hive) or (_home(hive) / "postgres/data/PG_VERSION").is_file():
        changes.append(f"dump to {_dump(hive)}")
    hive.stop()
    for path in _folders(hive):
        shutil.rmtree(path)
        changes.append(f"delete {path}")
    changes += [f"delete volume {one.volume}" for one in _contained(hive) if one.erase()]
    outcome = Outcome("reset", Status.CHANGED, changes=tuple(changes))
    hive.listener.finished(outcome)
    return [outcome]


def _dump(hive: Hive) -> Path:
    folder = _dumps(hive)
    folder.mkdir(mode=0o700, exist_ok=True)
    file = folder / f"{datetime.now():%Y%m%dT%H%M%S}.dump"
    try:
        hive.start()
        if contained := _contained(hive):
            contained[0].dump(file)
        else:
            argv, secrets = dump_command(hive, _everything(hive), file)
            process.run(*argv, env={**current(), **secrets})
    except ToolkitError as error:
        file.unlink(missing_ok=True)
        raise CommandError(
            "the database cannot be dumped, so it is not deleted either",
            why=f"{error.what}\n{error.why}".strip(),
            state="Nothing was deleted.",
            next=f"Mend that; or, to lose the data, invoke down and delete {_data(hive)}",
        ) from error
    return file


def _everything(hive: Hive) -> sa.URL:
    """The database as the superuser sees it: whoever owns what is in it."""
    target = hive.target()
    return (target.admin or target.url).set(database=target.url.database)


def _home(hive: Hive) -> Path:
    return state.folder(hive.settings.root)


def _dumps(hive: Hive) -> Path:
    return _home(hive) / "dumps"


def _data(hive: Hive) -> str:
    contained = _contained(hive)
    return f"volume {contained[0].volume}" if contained else str(_home(hive) / "postgres")


def _folders(hive: Hive) -> list[Path]:
    """Of embedded servers."""
    if hive.backend != "embedded":
        return []
    home = _home(hive)
    return [path for path in (home / "postgres", home / "redis") if path.is_dir()]


def _contained(hive: Hive) -> tuple[DockerPostgres, DockerRedis] | tuple[()]:
    """The services where they run in containers."""
    if hive.backend != "docker":
        return ()
    from toolkit.services.docker.postgres import DockerPostgres
    from toolkit.services.docker.redis import DockerRedis

    assert isinstance(hive.postgres, DockerPostgres)
    assert isinstance(hive.redis, DockerRedis)
    return hive.postgres, hive.redis


def _size(path: Path) -> str:
    total = sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
    return f"{total / 2**20:.0f} MiB"
