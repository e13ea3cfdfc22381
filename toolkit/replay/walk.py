"""The whole history, revision by revision, on one scratch database with rows."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from sqlalchemy import URL

from toolkit.database.migrations_run import Step
from toolkit.database.scratch import Scratch
from toolkit.findings import Replayed, Verdict
from toolkit.replay.ascent import Ascent, ascent
from toolkit.replay.isolated.stand_in import StandInError
from toolkit.replay.runner import Runner
from toolkit.replay.trial import Trial, not_run
from toolkit.replay.watch import Seen
from toolkit.replay.world import FailedError


@dataclass
class Walk:
    """`names` are the experiments, in their order, to make on revisions that are `wanted`; `rows`
    are in each table before each revision."""

    scratch: Scratch
    server: URL
    runner: Runner
    names: Sequence[str]
    rows: int
    wanted: Callable[[Step], bool]
    broken: str = ""
    """Why nothing can be run from here on."""
    ascent: Ascent = field(init=False)
    plain: Ascent | None = None
    """The same without rows, only as far as it was needed."""

    def run(self) -> Iterator[Replayed]:
        """The wanted revisions, in the order of the history."""
        self.ascent = ascent(self.scratch, self.server, self.runner)
        try:
            with self.runner.watch.standing():
                for step in self.runner.migrations.history:
                    if not self.wanted(step):
                        self._pass(step)
                    elif self.broken:
                        told = [not_run(step, name, self.broken) for name in self.names]
                        yield replayed(step, told)
                    else:
                        trial = Trial(self, step)
                        verdicts = list(trial.verdicts())
                        yield replayed(step, verdicts, trial.seen)
        finally:
            for one in filter(None, (self.ascent, self.plain)):
                one.stack.close()

    def climb(self, attempt: Callable[[FailedError | None], object]) -> FailedError | None:
        """Bring the next revision up by `attempt`; where it fails with rows, without, and why it
        failed is returned. FailedError where it fails all the same."""
        if self.rows:
            self.ascent.seed(self.rows)
        try:
            attempt(None)
        except FailedError as error:
            if not self.rows:
                raise
            self._clear()
            attempt(error)
            return error
        return None

    def again(self, *, rows: bool) -> None:
        """The same from the beginning, with rows or without: something was committed to it."""
        done = self.ascent.done
        self.ascent.stack.close()
        self.ascent = ascent(self.scratch, self.server, self.runner)
        while self.ascent.done < done:
            self.climb(lambda _: self.ascent.up())
        if rows:
            self.ascent.seed(self.rows)
        else:
            self._clear()

    def _pass(self, step: Step) -> None:
        """Somebody else experiments on it."""
        if not self.broken:
            try:
                self.climb(lambda _: self.ascent.up())
            except (FailedError, StandInError):
                self.broken = f"{step.revision.revision} before it cannot be brought up"

    def _clear(self) -> None:
        """The same again without rows: those that revisions made must stay."""
        self.plain = self.plain or ascent(self.scratch, self.server, self.runner)
        while self.plain.done < self.ascent.done:
            self.plain.up()
        self.ascent.stack.close()
        self.ascent = ascent(self.scratch, self.server, self.runner, self.plain)


def replayed(step: Step, verdicts: Sequence[Verdict], seen: Seen | None = None) -> Replayed:
    """What is told of one revision."""
    script = step.revision
    statements = tuple(seen.statements) if seen else ()
    parents = tuple(script._versioned_down_revisions)
    return Replayed(script.revision, parents, script.doc or "", statements, tuple(verdicts))
