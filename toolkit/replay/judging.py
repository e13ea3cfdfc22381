"""What an experiment found, as a verdict."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from toolkit.catalog.fingerprint import Fingerprint
from toolkit.findings import Judgement, Verdict
from toolkit.replay.isolated.stand_in import StandInError
from toolkit.replay.world import FailedError


@dataclass
class RefutedError(Exception):
    """The revision does not hold what the experiment asks of it."""

    reason: str
    statement: str = ""
    sqlstate: str = ""
    diff: str = ""


@dataclass
class NotRunError(Exception):
    """The experiment could not be made."""

    reason: str


@dataclass(frozen=True)
class Judge:
    """Runs experiments on one revision. `notes`: what limits every verdict on it."""

    revision: str
    notes: list[str] = field(default_factory=list)

    def judged(self, name: str, experiment: Callable[[], str | None]) -> Verdict:
        """`experiment` returns, or says a word beside the proof, or raises one of the above."""
        begun = time.monotonic()
        verdict = Verdict(self.revision, name, Judgement.PROVED)
        try:
            verdict = replace(verdict, reason=experiment() or "")
        except RefutedError as error:
            verdict = replace(
                verdict, verdict=Judgement.REFUTED, reason=error.reason, diff=error.diff,
                statement=error.statement, sqlstate=error.sqlstate,
            )  # fmt: skip
        except (NotRunError, StandInError) as error:
            verdict = replace(verdict, verdict=Judgement.NOT_RUN, reason=error.reason)
        reason = "; ".join(filter(None, [verdict.reason, *self.notes]))
        return replace(verdict, reason=reason, seconds=time.monotonic() - begun)


@contextmanager
def expected(reason: str, statement: str = "") -> Iterator[None]:
    """What fails in the block refutes; `statement` where the failure is of none."""
    try:
        yield
    except FailedError as error:
        raise RefutedError(
            f"{reason}: {error.reason}", error.statement or statement, error.sqlstate
        ) from None


def expect_same(meant: Fingerprint, found: Fingerprint, reason: str, statement: str = "") -> None:
    """RefutedError, with what is lacking (-) and what is there instead (+)."""
    if difference := meant.difference(found):
        raise RefutedError(reason, statement=statement, diff=difference)
