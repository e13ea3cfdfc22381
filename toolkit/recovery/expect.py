"""May a bootstrap go on? Not where the stamp is wrong, or other objects are in the way."""

from collections.abc import Sequence

from toolkit.errors import DriftError
from toolkit.recovery.others import others
from toolkit.recovery.place import Place
from toolkit.recovery.story import story

UNTOUCHED = "Nothing was changed."
SHOWN = 10


def expect_on_its_way(place: Place) -> None:
    """DriftError where it is not at the revision that its stamp names, or on the way to the next.

    What the revisions tell by themselves is left to them: a stamp that is unknown, a history that
    does not run here.
    """
    names = [one.revision for one in place.ladder]
    stamp = next(iter(place.stamp), "")
    if len(place.stamp) > 1 or stamp not in names or place.ends:
        return
    stamped = names.index(stamp)
    wrong = [one.drift().definitions for one in place.wrong]
    wrong += [f"declared: {one}\n  found:  {found}" for one, found in others(place, stamped)]
    if wrong or place.at - stamped not in (0, 1):
        told = story(place)
        raise DriftError(told.what, why=_shown(wrong), state=UNTOUCHED, next=told.next)


def _shown(lines: Sequence[str]) -> str:
    more = [f"and {len(lines) - SHOWN} more"] if len(lines) > SHOWN else []
    whole = "Its catalog is that of a revision, object by object."
    return "\n".join([*lines[:SHOWN], *more]) or whole
