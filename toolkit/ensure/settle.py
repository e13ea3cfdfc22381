"""What is done about an object: drift stops before anything is run, notes go to the log."""

import logging
from collections.abc import Callable, Iterable, Sequence

from alembic import op

from toolkit.catalog.absent import Absent
from toolkit.catalog.decision import Decision, Verdict
from toolkit.catalog.program import Program
from toolkit.ensure.context import emit, offline
from toolkit.errors import DriftError

LOG = logging.getLogger("toolkit.ensure")


def settle(program: Program) -> None:
    """Run what converges, or write what will. DriftError: then nothing was run."""
    if offline():
        emit(program.script())
    else:
        heed(program.converge(op.get_bind()))


def create_or_settle(absent: Absent, program: Callable[[], Program]) -> None:
    """The same; what is absent is created without a program that would compare it."""
    if not offline() and absent.holds(op.get_bind()):
        absent.make(op.get_bind())
    else:
        settle(program())


def heed(decisions: Sequence[Decision]) -> None:
    """DriftError if one of them is drift; notes to the log."""
    drifted = [one for one in decisions if one.drifted]
    if drifted:
        raise drift(drifted)
    for decision in decisions:
        if decision.verdict is Verdict.MORE:
            LOG.info(decision.note())


def drift(decisions: Sequence[Decision]) -> DriftError:
    """Both definitions of each, and the ways out."""
    subjects = ", ".join(one.declared.subject for one in decisions)
    ways_out = dict.fromkeys(way for one in decisions for way in one.ways_out)
    return DriftError(
        f"Not what was declared: {subjects}",
        why="\n".join(one.drift().definitions for one in decisions),
        state="Nothing was changed for it.",
        next=_either(ways_out),
    )


def _either(ways_out: Iterable[str]) -> str:
    text = "; or ".join(ways_out)
    return text[:1].upper() + text[1:] + "." if text else ""
