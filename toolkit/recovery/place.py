"""Where on the ladder a database stands: the rung it is nearest to, and what it has of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from toolkit.catalog.decision import Decision
from toolkit.catalog.declaration import Objects
from toolkit.catalog.judge import judge
from toolkit.recovery.ladder import Ladder, Rung


class There(StrEnum):
    """How much of a revision is there."""

    WHOLE = "there"
    PARTLY = "partly there"
    NOT = "not there"
    UNSEEN = "leaves nothing to be seen"
    """It changes rows, or nothing at all."""


@dataclass(frozen=True)
class Trace:
    """What is `found` of a revision's own lines, what is `missing`, and what it should have taken
    away and is `left`."""

    rung: Rung
    there: There
    found: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


def _beside(number: int, count: int) -> Sequence[int]:
    """The rungs before and after one."""
    return [other for other in (number - 1, number + 1) if 0 <= other < count]


def subject(line: str) -> str:
    """What a line of a fingerprint is about."""
    return line.partition(": ")[0]


def with_beginning(ladder: Ladder, found: Objects) -> Objects:
    """What comes before the revisions counts as there, for a bootstrap makes it; but not where
    something else is in its place."""
    return {**ladder[0].objects, **found}


@dataclass(frozen=True)
class Place:
    """What is `found` in a database, held against the ladder; `stamp` decides between rungs that
    look alike. `ends`: why the ladder has no further rungs, where it should."""

    ladder: Ladder
    found: Objects
    stamp: tuple[str, ...] = ()
    ends: str = ""

    @cached_property
    def lines(self) -> frozenset[str]:
        return frozenset(one.line for one in self.found.values())

    @cached_property
    def at(self) -> int:
        """The number of the rung that it is on, or was on when something stopped on its way: one
        that it equals; else the stamp's, where no more than that revision or the next differs;
        else the one that it differs least from. What no revision makes counts not."""
        rungs = [frozenset(one.lines) for one in self.ladder]
        here = self.lines & frozenset[str]().union(*rungs)
        differing = [here ^ one for one in rungs]
        stamped = [n for n, one in enumerate(self.ladder) if one.revision in (self.stamp or [""])]
        like = [number for number, one in enumerate(differing) if not one]
        if like:
            return next((number for number in stamped if number in like), like[0])
        for number in stamped:
            beside = (rungs[other] ^ rungs[number] for other in _beside(number, len(rungs)))
            if any(differing[number] <= one for one in beside):
                return number
        return min(range(len(rungs)), key=lambda number: len(differing[number]))

    @property
    def rung(self) -> Rung:
        return self.ladder[self.at]

    @cached_property
    def declared(self) -> Objects:
        """What its rung has that the next revision does not take away: that may have begun."""
        here, after = self.rung.objects, self.ladder[self.at + 1 :][:1]
        if not after:
            return here
        return {key: one for key, one in here.items() if after[0].objects.get(key) == one}

    @cached_property
    def decided(self) -> Sequence[Decision]:
        return judge(self.declared, self.found)

    @cached_property
    def wrong(self) -> Sequence[Decision]:
        """What of that is not there, or is not what was declared."""
        return [one for one in self.decided if not one.converged]

    @cached_property
    def has(self) -> frozenset[str]:
        """Its lines, and those of what has more than they say."""
        return self.lines | {one.declared.line for one in self.decided if one.converged}

    @cached_property
    def traces(self) -> Sequence[Trace]:
        """Of every revision, in their order."""
        pairs = zip(self.ladder, self.ladder[1:], strict=False)
        return [self._trace(number, *pair) for number, pair in enumerate(pairs, 1)]

    def _trace(self, number: int, before: Rung, after: Rung) -> Trace:
        """Below the rung it stands on, what later revisions changed again is not looked for."""
        own = (one.line for one in self.declared.values())
        stands = frozenset(own if number <= self.at else after.lines)
        came = [one for one in after.lines if one not in before.lines]
        went = [one for one in before.lines if one not in after.lines]
        made = [one for one in came if one in stands]
        found = tuple(one for one in made if one in self.has)
        missing = tuple(one for one in made if one not in self.has)
        left = tuple(one for one in went if one in self.lines and one not in stands)
        if not came and not went:
            return Trace(after, There.UNSEEN)
        begun = found or (number <= self.at + 1 and len(left) < len(went))
        there = There.PARTLY if begun else There.NOT
        if not missing and not left:
            there = There.WHOLE
        return Trace(after, there, found, missing, left)
