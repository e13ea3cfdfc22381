"""What is there before the services are started, and what of the hive is left once they stopped."""

import json
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from toolkit import files
from toolkit.findings import Outcome, Status
from toolkit.services.deadline import Deadline
from toolkit.services.embedded.leftovers import EmbeddedTraces
from toolkit.services.leftovers import Ports, Thing, Traces, Whose
from toolkit.settings import Settings
from toolkit.setup import state
from toolkit.setup.backend import engine

PATIENCE = 5.0
"""Seconds that the kernel, and an engine, may take to be done with what has ended."""
_STEP = 0.05


@dataclass(frozen=True)
class Left:
    """`leftovers` are this hive's; `notes` are what else is worth knowing."""

    leftovers: tuple[str, ...]
    notes: tuple[str, ...]


def traces(settings: Settings, backend: str = "") -> tuple[Traces, ...]:
    """Whatever can be seen of this checkout. Embedded servers are looked for whatever is used now:
    that may have been changed since."""
    mine = state.load(settings.root) or state.State("")
    numbers = tuple(port for port in (mine.postgres_port, mine.redis_port) if port)
    home = (settings.root / state.FOLDER).resolve()
    here = (Ports(numbers), EmbeddedTraces(home, mine.postgres_port))
    if "docker" not in (backend or settings.services, mine.backend):
        return here
    from toolkit.services.docker import leftovers

    return *here, leftovers.traces(engine(settings), mine.instance, settings.root)


def take(settings: Settings, backend: str = "") -> None:
    """Keep what is there, for `down --verify`; while something of the hive runs the last stays.
    External servers are not started, so that there is no time before."""
    looking = traces(settings, backend) if settings.services != "external" else ()
    if looking and not any(one.running() for one in looking):
        keep(settings.root, looking)


def keep(root: Path, looking: Sequence[Traces]) -> None:
    keys = sorted(key for one in looking for key in one.keys())  # noqa: SIM118 (no mapping)
    files.write(_path(root), json.dumps({"keys": keys}, indent=2))


def load(root: Path) -> frozenset[str] | None:
    """The keys as they were taken; None where there is nothing readable."""
    with suppress(OSError, ValueError, TypeError, KeyError):
        return frozenset(json.loads(_path(root).read_text(encoding="utf-8"))["keys"])
    return None


def verify(
    root: Path, looking: Sequence[Traces], patience: float = PATIENCE
) -> tuple[Outcome, ...]:
    """Look until nothing is left, or `patience` is over; the hive is down."""
    begin, before = time.monotonic(), load(root)
    seen: list[Left] = []

    def clean() -> bool:
        things = [thing for one in looking for thing in one.found()]
        seen[:] = [compare(things, before)]
        return not seen[0].leftovers

    Deadline.after(patience).until(clean, _STEP)
    return _outcomes(seen[0], looking, time.monotonic() - begin)


def compare(things: Iterable[Thing], before: frozenset[str] | None) -> Left:
    """What is this hive's counts; when it came is said, where a census tells."""
    leftovers, notes = [], []
    if before is None:
        notes.append("nothing is known of the time before up: only what shows whose it is counts")
    for thing in things:
        old = before is not None and thing.key in before
        said = f"{thing.said} (was there before up)" if old else thing.said
        if thing.whose is Whose.OURS or (thing.whose is Whose.PLACE and not old):
            leftovers.append(said)
        elif thing.whose is Whose.PLACE:
            notes.append(said)
        elif before is not None and not old:
            notes.append(f"{said}; it came since up, whose it is cannot be told")
    return Left(tuple(leftovers), tuple(notes))


def _outcomes(left: Left, looking: Sequence[Traces], seconds: float) -> tuple[Outcome, ...]:
    """Each with words of one kind, so that a note is not taken for a leftover."""
    status = Status.FAILED if left.leftovers else Status.UNCHANGED
    kept = tuple(f"kept: {data}; invoke reset deletes it" for one in looking for data in one.kept())
    said = left.leftovers or ("nothing left",)
    notes = [("census", left.notes), ("data", kept)]
    return (
        Outcome("leftovers", status, seconds, notes=said),
        *(Outcome(name, Status.UNCHANGED, notes=words) for name, words in notes if words),
    )


def _path(root: Path) -> Path:
    return root / state.FOLDER / "census.json"
