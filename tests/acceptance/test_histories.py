"""Each way to fail is refuted by the experiment that exists for it, and by none before it.

A folder of tests/histories/replay/EXPERIMENT is what a history adds to `project`, or has instead of
a file there; its `expected.toml` says what must be found. In `sound`, everything must be proved.
"""

import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.config import Config
from alembic.script import ScriptDirectory

from toolkit.catalog.kinds import KINDS
from toolkit.findings import Judgement, Silence, Verdict
from toolkit.replay.part import Replay
from toolkit.replay.run import replay
from toolkit.report.verdicts import flattened

# A stranger's warnings are his own, as in a process of its own.
pytestmark = pytest.mark.filterwarnings("ignore")
HISTORIES = Path(__file__).parents[1] / "histories" / "replay"
EXPERIMENTS = ("first", "rerun", "crash", "strict-crash", "preexisting", "roundtrip")
ROWS = "rows"
OURS = ("HIVE_", "DATABASE_URL", "PG", "CI")

# What each Python that is started does first: the fingerprint of all its processes is broken.
WITHOUT_KIND = """
import toolkit.catalog.kinds as kinds
kinds.KINDS = tuple(one for one in kinds.KINDS if one.NAME != {!r})
"""
WITHOUT_ROWS = """
import toolkit.catalog.rows as rows
rows.digests = lambda *_: iter(())
"""


def sampled(cases: Iterable[Any], every: int, name: Callable[[Any], str]) -> list[Any]:
    """One of `every` so many; all of them under --full."""
    return [
        pytest.param(one, id=name(one), marks=[pytest.mark.full] if number % every else [])
        for number, one in enumerate(cases)
    ]


@dataclass(frozen=True)
class Way:
    """`says`: what reason, statement or difference must contain. `kind`: all that differs."""

    folder: Path
    revision: str
    says: Sequence[str]
    sqlstate: str = ""
    kind: str = ""

    @property
    def experiment(self) -> str:
        return self.folder.parent.name


def folders(*groups: str) -> Iterator[Path]:
    for group in groups:
        yield from sorted(one for one in (HISTORIES / group).iterdir() if one.is_dir())


def named(folder: Path) -> str:
    return str(folder.relative_to(HISTORIES))


WAYS = [
    Way(folder, **tomllib.loads((folder / "expected.toml").read_text()))
    for folder in folders(*EXPERIMENTS)
]
OF_KIND = {way.kind: way for way in WAYS if way.kind}


def copied(history: Path, to: Path) -> Path:
    """The whole project of a history."""
    shutil.copytree(HISTORIES / "project", to)
    shutil.copytree(history, to, dirs_exist_ok=True)
    return to


def verdicts(history: Path, server: sa.URL, tmp: Path) -> list[Verdict]:
    """What a replay says of it."""
    project = copied(history, tmp / "project")
    asked = Replay(server=server, root=project, alembic="alembic.ini", url_names=("DATABASE_URL",))
    return [*flattened(replay(asked, Silence()))]


def answered(history: Path, server: sa.URL, tmp: Path, broken: str) -> list[Verdict]:
    """What `hive-replay` says of it; `broken` is run by each Python that takes part."""
    (tmp / "sitecustomize.py").write_text(broken)
    clean = {key: value for key, value in os.environ.items() if not key.startswith(OURS)}
    url = server.render_as_string(hide_password=False)
    done = subprocess.run(
        [sys.executable, "-m", "toolkit.commands.replay", copied(history, tmp / "project"),
         "--database-url", url, "--format", "json"],
        capture_output=True, text=True,
        env={**clean, "PYTHONPATH": str(tmp), "XDG_CACHE_HOME": str(tmp / "cache")},
    )  # fmt: skip
    assert done.returncode in (0, 1), done.stdout + done.stderr
    found = [
        Verdict(**{**one, "verdict": Judgement(one["verdict"])})
        for one in json.loads(done.stdout)["verdicts"]
    ]
    refuted = any(one.verdict is Judgement.REFUTED for one in found)
    assert done.returncode == int(refuted), done.stderr
    return found


def of(found: Sequence[Verdict], way: Way) -> Verdict:
    """What was found on the revision by the experiment that a way names."""
    (one,) = (v for v in found if (v.revision, v.experiment) == (way.revision, way.experiment))
    return one


def differing(diff: str) -> set[str]:
    """The kinds of what is lacking or there instead."""
    return {line[1:].partition(" ")[0] for line in diff.splitlines()}


@pytest.mark.parametrize("way", sampled(WAYS, 6, lambda way: named(way.folder)))
def test_a_way_to_fail_is_found_where_it_is_looked_for(way, server, tmp_path):
    found = verdicts(way.folder, server, tmp_path)
    refuted = of(found, way)
    assert refuted.verdict is Judgement.REFUTED, found
    said = f"{refuted.reason}\n{refuted.statement}\n{refuted.diff}"
    assert [words for words in way.says if words not in said] == [], said
    assert refuted.sqlstate == way.sqlstate
    assert not way.kind or differing(refuted.diff) == {way.kind}

    earlier = EXPERIMENTS[: EXPERIMENTS.index(way.experiment)]
    before = [one for one in found if one.experiment in earlier]
    assert len(before) == len(earlier) * len({one.revision for one in found})
    assert [one for one in before if one.verdict is not Judgement.PROVED] == []
    assert {one.revision for one in found if one.verdict is Judgement.REFUTED} == {way.revision}


@pytest.mark.parametrize("history", sampled(folders("sound"), 4, named))
def test_what_is_sound_is_proved(history, server, tmp_path):
    found = verdicts(history, server, tmp_path)
    assert {one.experiment for one in found} == set(EXPERIMENTS)
    assert [one for one in found if one.verdict is not Judgement.PROVED] == []


@pytest.mark.parametrize("kind", sampled(OF_KIND, 10, str))
def test_a_fingerprint_that_is_blind_to_a_kind_would_be_noticed(kind, server, tmp_path):
    broken = WITHOUT_ROWS if kind == ROWS else WITHOUT_KIND.format(kind)
    found = answered(OF_KIND[kind].folder, server, tmp_path, broken)
    assert of(found, OF_KIND[kind]).verdict is Judgement.PROVED


def test_every_kind_is_all_that_differs_in_some_history():
    assert set(OF_KIND) == {kind.NAME for kind in KINDS} | {ROWS}


@pytest.mark.parametrize("history", [*folders(*EXPERIMENTS, "sound")], ids=named)
def test_a_history_is_one_line_of_revisions(history, tmp_path):
    project = copied(history, tmp_path / "project")
    script = ScriptDirectory.from_config(Config(str(project / "alembic.ini")))
    revisions = [one.revision for one in script.walk_revisions()]
    assert revisions in (["b1", "a1"], ["b1", "a2", "a1"])
