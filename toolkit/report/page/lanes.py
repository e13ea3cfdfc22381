"""The graph of a history in lanes: each revision on a row, a lane for each line of descent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from toolkit.findings import Replayed


@dataclass(frozen=True)
class Row:
    """What is drawn on a revision's row. A line that goes up to a parent bends on this row."""

    lane: int
    passing: tuple[int, ...]
    """Lanes whose line goes through, from others to others."""
    up: tuple[int, ...]
    """Lanes in which lines go on to its parents."""
    down: bool
    """Whether children follow."""
    elsewhere: bool
    """Whether a parent is not shown."""


def lanes(replayed: Sequence[Replayed]) -> list[Row]:
    """A row a revision. From the last one upwards a lane is held by the parent it leads to."""
    places = {one.revision: place for place, one in enumerate(replayed)}
    held: list[str | None] = []
    rows = [_row(held, one, places) for one in reversed(replayed)]
    return rows[::-1]


def _row(held: list[str | None], one: Replayed, places: Mapping[str, int]) -> Row:
    down = one.revision in held
    lane = held.index(one.revision) if down else _free(held, 0)
    held[lane] = None
    passing = tuple(number for number, revision in enumerate(held) if revision is not None)
    here = places[one.revision]
    parents = [name for name in dict.fromkeys(one.parents) if places.get(name, here) < here]
    up = tuple(_lead(held, parent, lane) for parent in parents)
    return Row(lane, passing, up, down, len(parents) < len(set(one.parents)))


def _lead(held: list[str | None], parent: str, near: int) -> int:
    """The lane to this parent: one that leads there already, else a free one."""
    if parent not in held:
        held[_free(held, near)] = parent
    return held.index(parent)


def _free(held: list[str | None], near: int) -> int:
    if near < len(held) and held[near] is None:
        return near
    if None not in held:
        held.append(None)
    return held.index(None)
