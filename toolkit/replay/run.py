"""A replay of a project: what every revision came to."""

from dataclasses import replace

from toolkit.findings import Judgement, Listener, Replayed, Verdict
from toolkit.replay.experiments import FIRST
from toolkit.replay.part import Replay, Together, part
from toolkit.replay.trial import not_run
from toolkit.replay.walk import replayed
from toolkit.replay.workers import said

WORTH_A_PROCESS = 6
"""Revisions: with fewer, one of its own takes longer to begin than it saves."""
DIED = "the process that ran it died"


def replay(asked: Replay, listener: Listener, *, jobs: int = 1) -> list[Replayed]:
    """Every revision that is asked for, in the order of the history; ToolkitError.

    At most `jobs` processes share it out, as each begins at the beginning; one job needs none
    besides this.
    """
    steps = asked.steps(asked.runner())
    found: dict[str, Replayed] = {}
    together: Together | None = None
    with asked.taking_part():
        number = min(jobs, 1 + len(steps) // WORTH_A_PROCESS)
        for one in said(asked, number) if jobs > 1 else part(asked, lambda _: True):
            if isinstance(one, Together):
                together = one
            else:
                found[one.revision] = one
                listener.progress("replaying", len(found), len(steps))
    for step in steps:
        if step.revision.revision not in found:
            told = [not_run(step, name, DIED) for name in asked.experiments]
            found[step.revision.revision] = replayed(step, told)
    return [_with(found[step.revision.revision], together) for step in steps]


def _with(one: Replayed, together: Together | None) -> Replayed:
    """`first` is of one transaction for all revisions too."""
    if together is None or together.revision != one.revision:
        return one
    return replace(one, verdicts=tuple(_first(verdict, together) for verdict in one.verdicts))


def _first(verdict: Verdict, together: Together) -> Verdict:
    """Where env.py has a transaction for each, nobody runs them in one: a word is enough."""
    if verdict.experiment != FIRST or verdict.verdict is not Judgement.PROVED:
        return verdict
    error = together.error
    reason = f"in one transaction with those before it, it fails: {error.reason}"
    if together.each:
        return replace(verdict, reason="; ".join(filter(None, [verdict.reason, reason])))
    return replace(
        verdict,
        verdict=Judgement.REFUTED,
        reason=reason,
        statement=error.statement,
        sqlstate=error.sqlstate,
    )
