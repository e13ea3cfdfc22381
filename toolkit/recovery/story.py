"""What most likely happened to a database, and the command that goes on."""

from dataclasses import dataclass

from toolkit.catalog.worded import mendable
from toolkit.recovery.others import others
from toolkit.recovery.place import Place, There

GO_ON = "invoke bootstrap"
REPAIR = "invoke bootstrap --repair"
ADOPT = "invoke adopt --repair"
LOOK = "invoke drift, which holds what is declared and what is found side by side"
MEND = "Mend that revision, then invoke bootstrap"


@dataclass(frozen=True)
class Story:
    """`sound`: the database is at one revision, whole, and its stamp says so."""

    what: str
    next: str
    sound: bool = False


def story(place: Place) -> Story:
    """The most likely one."""
    names = [one.revision for one in place.ladder]
    if len(place.stamp) > 1:
        return Story(f"its stamp names {len(place.stamp)} revisions", "alembic merge heads")
    stamp = next(iter(place.stamp), "")
    if stamp not in names and place.ends:
        return Story(f"its stamp says {stamp}; how that looks nobody can tell: {place.ends}", MEND)
    if stamp not in names:
        return Story(
            f"its stamp says {stamp}, of which there is no file: it comes from other code;"
            f" what is there is that of {named(place.rung.revision)}",
            "git log --all -- migrations, to find the code that has it",
        )
    if place.wrong:
        return _incomplete(place, stamp)
    if found := len(others(place, names.index(stamp))):
        return Story(
            f"{found} of the objects that revisions are still to make {_is(found)} there already,"
            " and otherwise",
            "Rename or drop it where nobody needs it, then invoke bootstrap",
        )
    if names.index(stamp) == place.at:
        return _where_it_should_be(place, stamp)
    return _stamped_wrongly(place, stamp)


def _where_it_should_be(place: Place, stamp: str) -> Story:
    after = place.traces[place.at :]
    if not after and place.ends:
        return Story(f"{named(stamp)} is applied, and the next one fails: {place.ends}", MEND)
    if not after:
        return Story(f"all of {named(stamp)} is there, and it is the newest", "", sound=True)
    one = after[0]
    if one.there is There.PARTLY:
        done, all_ = len(one.found), len(one.found) + len(one.missing)
        return Story(
            f"{named(stamp)} is applied, {one.rung.revision} stopped on its way ({done} of {all_}"
            f" of what it makes is there): the stamp says {stamp or 'nothing'}",
            GO_ON,
        )
    few = f"{len(after)} revision{'s are' if len(after) > 1 else ' is'}"
    return Story(f"{named(stamp)} is applied, {few} still to be run", GO_ON, sound=True)


def _stamped_wrongly(place: Place, stamp: str) -> Story:
    at = place.rung.revision
    adopt = f"invoke adopt, which has the stamp say {at or 'nothing'}{then(place)}"
    if not stamp:
        return Story(
            f"all of {at} is there, and no stamp: it was made by create_all(), or restored"
            " without its version table",
            adopt,
        )
    which = "no more than" if place.at < _number(place, stamp) else "all of"
    return Story(f"its stamp says {stamp}, but {which} {named(at)} is there", adopt)


def _incomplete(place: Place, stamp: str) -> Story:
    lacking = [one.rung.revision for one in place.traces[: place.at] if one.missing]
    count = len(place.wrong)
    what = f"{count} object{'s' if count > 1 else ''} of {', '.join(lacking) or 'its beginning'}"
    verb = "are missing or differ" if count > 1 else "is missing or differs"
    at = f"its stamp says {stamp}" if stamp else "there is no stamp"
    return Story(
        f"it is nearest to {named(place.rung.revision)}, but {what} {verb}; {at}",
        mending(place),
    )


def mending(place: Place) -> str:
    """The command that goes on where something of its revision is missing or differs."""
    if not all(mendable(one) for one in place.wrong):
        return LOOK
    if newest(place) and place.stamp == (place.rung.revision,):
        return REPAIR
    return ADOPT + then(place)


def newest(place: Place) -> bool:
    """Whether no revision follows."""
    return place.at == len(place.ladder) - 1 and not place.ends


def then(place: Place) -> str:
    """Where more revisions follow."""
    return f", then {GO_ON}" if not newest(place) else ""


def _is(count: int) -> str:
    return "are" if count > 1 else "is"


def _number(place: Place, revision: str) -> int:
    return [one.revision for one in place.ladder].index(revision)


def named(revision: str) -> str:
    return revision or "what comes before the first revision"
