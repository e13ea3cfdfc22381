"""Where on the ladder a database stands: the rung it is nearest to, and what it has of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

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


def with_beginning(ladder: Ladder, lines: frozenset[str]) -> frozenset[str]:
    """What comes before the revisions counts as there, for a bootstrap makes it; but not where
    something else is in its place."""
    there = {subject(one) for one in lines}
    return lines | {one for one in ladder[0].lines if subject(one) not in there}


@dataclass(frozen=True)
class Place:
    """`lines` of a database's fingerprint, held against the ladder; `stamp` decides between rungs
    that look alike. `ends`: why the ladder has no further rungs, where it should."""

    ladder: Ladder
    lines: frozenset[str]
    stamp: tuple[str, ...] = ()
    ends: str = ""

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
    def stays(self) -> Sequence[str]:
        """Lines of its rung that the next revision does not take away: that may have begun."""
        after = self.ladder[self.at + 1 :][:1]
        return [one for one in self.rung.lines if not after or one in after[0].lines]

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """What it lacks of that."""
        return tuple(one for one in self.stays if one not in self.lines)

    def said(self, line: str) -> str:
        """A line that it lacks, with what is there instead."""
        instead = [one for one in self.lines if subject(one) == subject(line)]
        return f"declared: {line}" + "".join(f"\n  found:  {one}" for one in sorted(instead))

    @cached_property
    def traces(self) -> Sequence[Trace]:
        """Of every revision, in their order."""
        pairs = zip(self.ladder, self.ladder[1:], strict=False)
        return [self._trace(number, *pair) for number, pair in enumerate(pairs, 1)]

    def _trace(self, number: int, before: Rung, after: Rung) -> Trace:
        """Below the rung it stands on, what later revisions changed again is not looked for."""
        stands = frozenset(self.stays if number <= self.at else after.lines)
        came = [one for one in after.lines if one not in before.lines]
        went = [one for one in before.lines if one not in after.lines]
        made = [one for one in came if one in stands]
        found = tuple(one for one in made if one in self.lines)
        missing = tuple(one for one in made if one not in self.lines)
        left = tuple(one for one in went if one in self.lines and one not in stands)
        if not came and not went:
            return Trace(after, There.UNSEEN)
        begun = found or (number <= self.at + 1 and len(left) < len(went))
        there = There.PARTLY if begun else There.NOT
        if not missing and not left:
            there = There.WHOLE
        return Trace(after, there, found, missing, left)
