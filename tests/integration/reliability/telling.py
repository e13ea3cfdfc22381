"""What `diagnose` must say of a database on which a run stopped: the story that happened."""

from tests.integration.reliability.stages import EMPTY
from toolkit.recovery.expect import expect_on_its_way
from toolkit.recovery.place import Place
from toolkit.recovery.story import story

REVISIONS = [f"{number:03}" for number in range(1, 21)]
STAGES = (EMPTY, *REVISIONS)


def before(revision: str) -> str:
    return STAGES[REVISIONS.index(revision)]


def under_way(stamp: tuple[str, ...]) -> str:
    """The revision that comes next; the newest one where none does."""
    (at,) = stamp or (EMPTY,)
    return [*REVISIONS, REVISIONS[-1]][STAGES.index(at)]


def expect_told(place: Place, revision: str) -> None:
    """The story is the one that happened, and nothing keeps a bootstrap from going on."""
    number = REVISIONS.index(revision) + 1
    came_before, after = (frozenset(place.ladder[one].lines) for one in (number - 1, number))
    made = place.lines & (came_before | after)
    named = before(revision) or "what comes before the first revision"
    told = story(place)
    if revision in place.stamp:
        left = len(REVISIONS) - number
        assert told.what.startswith(f"{revision} is applied, " if left else f"all of {revision}")
    elif made == came_before:
        assert told.what.startswith(f"{named} is applied, ")
        assert told.what.endswith("still to be run")
    elif made == after:
        stamp = before(revision)
        assert told.what.startswith(f"its stamp says {stamp}, but all of {revision} is there")
    else:
        assert told.what.startswith(f"{named} is applied, {revision} stopped on its way")
    expect_on_its_way(place)
