"""Verdicts that are known already: kept under a digest of all that they hang on."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from functools import cache
from pathlib import Path

from toolkit import files
from toolkit.findings import Judgement, Replayed, Statement, Verdict
from toolkit.replay.part import Replay

HOUSE = Path(__file__).parents[1]
ROOMS = ("catalog", "database", "ensure", "replay")


def keys(asked: Replay, server: str) -> dict[str, str]:
    """Of each revision: a digest of its file, env.py, its ancestors, what is asked, and `server`,
    which says its version. What revisions import from the project is not looked at.
    """
    migrations = asked.runner().migrations
    env = migrations.folder / migrations.script.env_py_location
    how = [
        server,
        asked.experiments,
        asked.rows,
        asked.x,
        asked.isolated,
        asked.own_rows,
        _ourselves(),
    ]
    begin = _digest([json.dumps(how), _content(env)])
    found: dict[str, str] = {}
    for step in migrations.history:
        before = sorted(found[one] for one in step.revision._all_down_revisions)
        found[step.revision.revision] = _digest(
            [begin, *before, _content(migrations.folder / step.revision.path)]
        )
    return found


def load(folder: Path, wanted: Mapping[str, str]) -> dict[str, Replayed]:
    """Those of the revisions that are there and can be read."""
    return {name: one for name, key in wanted.items() if (one := _read(folder / f"{key}.json"))}


def keep(folder: Path, wanted: Mapping[str, str], found: Iterable[Replayed]) -> None:
    """For the next time, what was really tried."""
    folder.mkdir(parents=True, exist_ok=True)
    for one in found:
        if any(verdict.verdict is not Judgement.NOT_RUN for verdict in one.verdicts):
            files.write(folder / f"{wanted[one.revision]}.json", json.dumps(asdict(one)))


def _read(path: Path) -> Replayed | None:
    try:
        found = json.loads(path.read_text("utf-8"))
        statements = tuple(Statement(**one) for one in found.pop("statements"))
        verdicts = tuple(
            Verdict(**{**one, "verdict": Judgement(one["verdict"])})
            for one in found.pop("verdicts")
        )
        parents = tuple(found.pop("parents"))
        return Replayed(**found, parents=parents, statements=statements, verdicts=verdicts)
    except (OSError, ValueError, TypeError, KeyError):
        return None


@cache
def _ourselves() -> str:
    """What judges may change too."""
    return _digest(_contents())


def _contents() -> Iterator[str]:
    for room in ROOMS:
        for path in sorted((HOUSE / room).rglob("*.py")):
            yield _content(path)


def _content(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
