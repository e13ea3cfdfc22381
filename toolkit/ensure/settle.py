"""What is done about decisions: drift stops before anything is run, notes go to the log."""

import logging
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection

from toolkit.catalog.apply import apply
from toolkit.catalog.decision import Decision, Verdict
from toolkit.errors import DriftError

LOG = logging.getLogger("toolkit.ensure")


def settle(connection: Connection, decisions: Sequence[Decision]) -> None:
    """Run what converges. DriftError if one of them is drift: then nothing was run."""
    drifted = [one for one in decisions if one.drifted]
    if drifted:
        raise drift(drifted)
    for decision in decisions:
        if decision.verdict is Verdict.MORE:
            LOG.info(decision.note())
        apply(connection, decision)


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
