"""Deleting the data of a hive: what is lost is said, and kept, first, ports and identity stay."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.errors import CommandError, ToolkitError, UsageError
from toolkit.findings import Outcome, Status
from toolkit.setup import snapshotting, state
from toolkit.setup.hive import Hive

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
        f"  A snapshot of the database is kept in {snapshotting.folder(hive)}",
        "  Ports, .env.local and everything else in the checkout stay.",
    ]


def reset(hive: Hive) -> list[Outcome]:
    """Keep, stop, delete. The snapshot must be there before anything is deleted."""
    changes = []
    if _contained(hive) or (_home(hive) / "postgres/data/PG_VERSION").is_file():
        changes.append(f"keep snapshot {_keep(hive)}")
    hive.stop()
    for path in _folders(hive):
        shutil.rmtree(path)
        changes.append(f"delete {path}")
    changes += [f"delete volume {one.volume}" for one in _contained(hive) if one.erase()]
    outcome = Outcome("reset", Status.CHANGED, changes=tuple(changes))
    hive.listener.finished(outcome)
    return [outcome]


def _keep(hive: Hive) -> str:
    try:
        hive.start()
        return snapshotting.taken(hive, "reset").name
    except ToolkitError as error:
        raise CommandError(
            "no snapshot can be taken, so nothing is deleted either",
            why=f"{error.what}\n{error.why}".strip(),
            state="Nothing was deleted.",
            next=f"Mend that; or, to lose the data, invoke down and delete {_data(hive)}",
        ) from error


def _home(hive: Hive) -> Path:
    return state.folder(hive.settings.root)


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
