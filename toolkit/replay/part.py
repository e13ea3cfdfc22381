"""What is asked of a replay, and the part of it that one process does."""

import uuid
from argparse import Namespace
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path

from sqlalchemy import URL

from toolkit.database.migrations import Migrations
from toolkit.database.migrations_run import Step
from toolkit.database.scratch import Scratch, joined
from toolkit.findings import Replayed
from toolkit.replay.ascent import ascent
from toolkit.replay.experiments import FIRST, NAMES
from toolkit.replay.isolated.project import isolated
from toolkit.replay.isolated.stand_in import StandInError
from toolkit.replay.runner import Runner
from toolkit.replay.walk import Walk
from toolkit.replay.world import FailedError
from toolkit.settings.reference import resolve


@dataclass(frozen=True)
class Replay:
    """What is asked for.

    `server` is a role that may make databases, `strategy` how CREATE DATABASE copies there, `only`
    the revisions to experiment on (None: all), `rows` how many are in each table, `url_names` the
    variables in which env.py looks for its URL, `x` what Alembic gets as -x; `isolated`: without
    the project's env.py, and without what cannot be imported; `own_rows` names the project's own
    function for rows, "pkg.module:NAME".
    """

    root: Path
    alembic: str
    server: URL = field(default_factory=partial(URL.create, "postgresql"))
    strategy: str = ""
    experiments: Sequence[str] = NAMES
    only: frozenset[str] | None = None
    rows: int = 3
    url_names: Sequence[str] = ()
    x: Sequence[str] = ()
    isolated: bool = False
    own_rows: str = ""
    name: str = field(default_factory=lambda: uuid.uuid4().hex[:12])

    def runner(self) -> Runner:
        project = _project(self.root, self.alembic, tuple(self.x), self.isolated)
        runner = Runner(project, self.url_names)
        if self.own_rows:
            with project.inside():
                runner.own_rows = resolve(self.own_rows, "replay_rows", self.root)
        return runner

    def steps(self, runner: Runner) -> list[Step]:
        """The revisions to experiment on, in the order of the history."""
        every = runner.migrations.history
        return [one for one in every if self.only is None or one.revision.revision in self.only]

    @contextmanager
    def taking_part(self) -> Iterator[Scratch]:
        """Where databases come from; those of this replay are gone when the last one leaves."""
        owner = self.server.username or ""
        with joined(self.server, self.name, owner, self.strategy) as part:
            yield part


@cache
def _project(root: Path, alembic: str, x: tuple[str, ...], alone: bool) -> Migrations:
    """Its files are read once."""
    made = isolated(root, alembic) if alone else Migrations(root, alembic)
    made.config.cmd_opts = Namespace(x=list(x))
    return made


@dataclass(frozen=True)
class Together:
    """Where the whole history in one transaction fails; `each`: env.py has one for a revision."""

    revision: str
    each: bool
    error: FailedError


Said = Replayed | Together
Claim = Callable[[str], bool]
"""Whether this process is the one that does it: a revision, or the TOGETHER of them all."""
TOGETHER = ""
"""No revision is called so."""


def part(asked: Replay, claim: Claim) -> Iterator[Said]:
    """Walk the whole history, and experiment on what is claimed; ToolkitError."""
    runner = asked.runner()
    mine = {one.revision.revision for one in asked.steps(runner)}
    with asked.taking_part() as scratch:
        several = len(runner.migrations.history) > 1
        if several and FIRST in asked.experiments and claim(TOGETHER):
            yield from _together(scratch, asked.server, runner)

        def wanted(step: Step) -> bool:
            return step.revision.revision in mine and claim(step.revision.revision)

        yield from Walk(scratch, asked.server, runner, asked.experiments, asked.rows, wanted).run()


def _together(scratch: Scratch, server: URL, runner: Runner) -> Iterator[Together]:
    empty = ascent(scratch, server, runner)
    with empty.stack, runner.watch.standing(), suppress(StandInError):
        revision, each, error = runner.together(empty.line)
        if error:
            yield Together(revision, each, error)
