"""Which revision a database may be stamped with: the one of which all is there."""

from toolkit.errors import DriftError, MigrationError
from toolkit.recovery.place import Place, There
from toolkit.recovery.story import MEND

UNTOUCHED = "Nothing was changed, the stamp included."
SHOWN = 20
"""Objects that an error names."""


def adoptable(place: Place) -> str:
    """The revision, "" before the first one; DriftError where something of it is missing or
    differs, MigrationError where it may be one that cannot be run here."""
    if place.ends and place.at == len(place.ladder) - 1:
        raise MigrationError(
            "which revision this database is at cannot be told",
            why=f"what comes after {place.rung.revision or 'the beginning'} is not known:"
            f" {place.ends}",
            state=UNTOUCHED,
            next=MEND,
        )
    if place.missing:
        lines = [place.said(one) for one in place.missing[:SHOWN]]
        more = len(place.missing) - len(lines)
        raise DriftError(
            f"the database is nearest to {place.rung.revision}, but not all of that is there",
            why="\n".join([*lines, *([f"and {more} more"] if more else [])]),
            state=UNTOUCHED,
            next="Make by hand what is missing, or drop what differs, then invoke adopt",
        )
    return place.rung.revision


def unseen(place: Place) -> list[str]:
    """Revisions right above that it may have seen: they leave nothing by which to tell."""
    found = []
    for trace in place.traces[place.at :]:
        if trace.there is not There.UNSEEN:
            break
        found.append(trace.rung.revision)
    return found
