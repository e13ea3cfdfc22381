"""Which revision a database may be stamped with: the one of which all is there."""

from collections.abc import Sequence

from toolkit.catalog.decision import Decision
from toolkit.catalog.declaration import Objects
from toolkit.catalog.judge import judge
from toolkit.errors import DriftError, MigrationError
from toolkit.recovery.place import Place, There
from toolkit.recovery.story import ADOPT, MEND, named

UNTOUCHED = "Nothing was changed, the stamp included."
SHOWN = 20
"""Objects that an error names."""


def adoptable(place: Place, decided: Sequence[Decision], *, repair: bool) -> None:
    """DriftError where something of its revision is missing or differs, with `repair` only where it
    cannot be converged without loss; MigrationError where it may be one that cannot be run here."""
    if place.ends and place.at == len(place.ladder) - 1:
        raise MigrationError(
            "which revision this database is at cannot be told",
            why=f"what comes after {place.rung.revision or 'the beginning'} is not known:"
            f" {place.ends}",
            state=UNTOUCHED,
            next=MEND,
        )
    drifted = [one for one in decided if one.drifted]
    wrong = drifted if repair else [one for one in decided if not one.converged]
    if wrong:
        raise _incomplete(place, wrong, ADOPT if not drifted else f"{_BY_HAND}, then {ADOPT}")


def remaining(declared: Objects, found: Objects) -> None:
    """DriftError where what was repaired is still not all there."""
    wrong = [one for one in judge(declared, found) if not one.converged]
    if wrong:
        raise DriftError(
            "not all of it is there after the repair: something else changes this database",
            why="\n".join(str(one.drift()) for one in wrong[:SHOWN]),
            state="What was made stays; the stamp is as it was.",
            next=ADOPT,
        )


_BY_HAND = "Run as a person what stands there as ways out, or drop or rename what is in the way"


def _incomplete(place: Place, wrong: Sequence[Decision], next: str) -> DriftError:
    lines = [str(one.drift()) for one in wrong[:SHOWN]]
    more = [f"and {len(wrong) - SHOWN} more: invoke drift"] if len(wrong) > SHOWN else []
    return DriftError(
        f"the database is nearest to {named(place.rung.revision)}, but not all of that is there",
        why="\n".join([*lines, *more]),
        state=UNTOUCHED,
        next=next,
    )


def unseen(place: Place) -> list[str]:
    """Revisions right above that it may have seen: they leave nothing by which to tell."""
    found = []
    for trace in place.traces[place.at :]:
        if trace.there is not There.UNSEEN:
            break
        found.append(trace.rung.revision)
    return found
