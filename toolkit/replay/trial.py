"""All experiments on one revision, and the revision itself brought up."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from toolkit.database.migrations_run import Context, Step
from toolkit.database.stamp import Stamp
from toolkit.findings import Judgement, Verdict
from toolkit.replay.beside import Beside
from toolkit.replay.experiments import EXPERIMENTS, FIRST
from toolkit.replay.experiments.experiment import Experiment
from toolkit.replay.inside import Inside
from toolkit.replay.isolated.project import made_up
from toolkit.replay.isolated.stand_in import StandInError
from toolkit.replay.judging import Judge, NotRunError, RefutedError
from toolkit.replay.watch import CommitsError, CommittedError, Seen
from toolkit.replay.world import Bench, FailedError, undisturbed

if TYPE_CHECKING:
    from toolkit.replay.walk import Walk

NO_TABLE = "42P01"
"""Undefined table: where no revision makes it, nobody brings the history up from nothing."""
THERE_ALREADY = "42710"
OF_THE_SERVER = re.compile(r"\s*CREATE\s+(ROLE|USER|GROUP|TABLESPACE)\b", re.I)
"""In no database: what another run has made is there for each."""
ROWS_IN_THE_WAY = "23502"
"""NULL where there must be a value: whatever the rows are, somebody's are so."""


@dataclass
class Trial:
    """`seen` is an undisturbed run."""

    walk: "Walk"
    step: Step
    judge: Judge = field(init=False)
    found: list[Verdict] = field(default_factory=list)
    seen: Seen = field(default_factory=Seen)
    stamp: Stamp = field(init=False)

    def __post_init__(self) -> None:
        self.judge = Judge(self.step.revision.revision)

    def verdicts(self) -> Iterator[Verdict]:
        """In the order of the experiments; where it is not brought up, the rest is not run."""
        first = self.judge.judged(FIRST, self._first)
        if FIRST in self.walk.names:
            yield replace(first, seconds=first.seconds - sum(one.seconds for one in self.found))
        others = (name for name in self.walk.names if name != FIRST)
        failed = (not_run(self.step, name, "it could not be brought up") for name in others)
        yield from self.found or failed

    def _first(self) -> None:
        try:
            obstacle = self.walk.climb(self._examined)
        except StandInError:
            self._broken()
            raise
        except FailedError as error:
            self._broken()
            if error.sqlstate == NO_TABLE:
                raise NotRunError(f"{error.reason}: no revision makes it") from None
            if error.sqlstate == THERE_ALREADY and OF_THE_SERVER.match(error.statement):
                raise NotRunError(f"{error.reason} on this server, outside databases") from None
            raise RefutedError(
                f"it fails: {error.reason}", error.statement, error.sqlstate
            ) from None
        if obstacle and obstacle.sqlstate == ROWS_IN_THE_WAY:
            raise RefutedError(
                f"where its tables have rows, it fails: {obstacle.reason}",
                obstacle.statement,
                obstacle.sqlstate,
            )

    def _broken(self) -> None:
        self.walk.broken = f"{self.judge.revision} before it cannot be brought up"
        self.judge.notes.clear()

    def _examined(self, obstacle: FailedError | None = None) -> None:
        """Experiments, then the revision for good. `obstacle`: why there are no rows now."""
        self.found.clear()
        if obstacle:
            self.judge.notes.append(f"without rows, with which it failed: {obstacle.reason}")
        try:
            self.walk.ascent.up(self._inside)
        except CommitsError as error:
            if isinstance(error, CommittedError):
                self.walk.again(rows=obstacle is None)
            self.walk.ascent.line.close()  # what is cloned has nobody connected to it
            url = self.walk.ascent.line.url
            self._examine(Beside(self.walk.scratch, url, self.walk.runner, self.step, self.stamp))
            self.walk.ascent.up()

    def _inside(self, context: Context) -> None:
        heads = context.get_current_heads()
        self.stamp = Stamp(heads, context.version_table, context.version_table_schema)
        try:
            self._examine(Inside(context, self.step, self.walk.runner.watch))
        except Exception as error:  # the revision's own are FailedError, which is none
            reason = f"it could not be looked at: {type(error).__name__}: {error}"
            self.found[:] = [not_run(self.step, one.NAME, reason) for one in self._wanted]

    def _examine(self, bench: Bench) -> None:
        self.found.clear()
        undisturbed(bench)
        self.seen = bench.seen
        self._note_lacking()
        for one in made_up(self.walk.runner.migrations, self.judge.revision):
            self._note(f"it used {one}, which is stood in for")
        self.found.extend(self._experiments(bench))

    def _experiments(self, bench: Bench) -> Iterator[Verdict]:
        for one in self._wanted:
            yield self.judge.judged(one.NAME, partial(one.run, bench))

    @property
    def _wanted(self) -> list[Experiment]:
        return [one for one in EXPERIMENTS if one.NAME in self.walk.names]

    def _note_lacking(self) -> None:
        """Tables without rows limit what is shown only where the revision speaks of them."""
        said = " ".join(one.text for one in self.seen.statements)
        for one in self.walk.ascent.lacking:
            if one.name in said:
                self._note(f"{one.table} has {one.rows or 'no'} rows: {one.reason}")

    def _note(self, note: str) -> None:
        if note not in self.judge.notes:
            self.judge.notes.append(note)


def not_run(step: Step, name: str, reason: str) -> Verdict:
    return Verdict(step.revision.revision, name, Judgement.NOT_RUN, reason=reason)
