"""Somebody made an object by hand: the same is no harm, another is refused or mended."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from sqlalchemy.exc import DBAPIError

from toolkit.catalog.declaration import Declaration
from toolkit.replay.byhand.different import Difference, differences
from toolkit.replay.byhand.making import Making, makings, recipes
from toolkit.replay.byhand.objects import Key, chiefs
from toolkit.replay.byhand.statements import first_of, tried
from toolkit.replay.judging import NotRunError, RefutedError, expect_same, expected
from toolkit.replay.world import Bench, FailedError, World

NAME = "preexisting"


def run(bench: Bench) -> str:
    found, unknown = makings(bench)
    if not found and not unknown:
        return "it makes no object"
    trials = Trials(bench, found, dict(unknown))
    trials.run()
    return trials.told()


@dataclass
class Trials:
    """`both` and `equal` are how many objects were proved so; `missed` could not be made."""

    bench: Bench
    makings: Sequence[Making]
    missed: dict[Key, Declaration]
    both: int = 0
    equal: int = 0
    unequal: list[RefutedError] = field(default_factory=list)
    skipped: list[RefutedError] = field(default_factory=list)

    def run(self) -> None:
        for number, making in enumerate(self.makings):
            ways = recipes(self.bench, making, self.makings[:number])
            if not any(self._by(recipe, making) for recipe in ways):
                self.missed.update(making.objects)

    def told(self) -> str:
        """A word beside the proof; RefutedError with the first, NotRunError."""
        if refuted := [*self.unequal, *self.skipped]:
            first, more = refuted[0], len(refuted) - 1
            rest = f"; and {_objects(more)} more" if more else ""
            raise replace(first, reason=first.reason + rest)
        missed = len(chiefs(self.missed))
        if not self.both and not self.equal:
            raise NotRunError(f"{_objects(missed)} could not be made by hand")
        words = {
            "equal and different": self.both,
            "only equal": self.equal,
            "not made by hand": missed,
        }
        return "; ".join(f"{_objects(count)}, {word}" for word, count in words.items() if count)

    def _by(self, recipe: Sequence[str], making: Making) -> bool:
        """Whether this makes it; then all about it was tried."""
        try:
            with self._made(recipe) as world:
                if not making.stands(world):
                    return False
                self._same(making, world)
        except RefutedError as error:
            self.unequal.append(error)
        else:
            for one in chiefs(making.objects):
                self._others(one, making, recipe)
        return True

    def _others(self, one: Declaration, making: Making, recipe: Sequence[str]) -> None:
        try:
            different = [
                self._another(one, way, making, recipe) for way in differences(one, making.objects)
            ]
        except RefutedError as error:
            self.skipped.append(error)
        else:
            self.both += any(different)
            self.equal += not any(different)

    def _same(self, making: Making, world: World) -> None:
        """There already as the revision makes it, it must make no difference."""
        first, *more = chiefs(making.objects)
        where = f"where {first.subject}{f' and {_objects(len(more))} beside it' if more else ''}"
        where = f"{where} {'are' if more else 'is'} there already"
        with expected(f"{where}, it fails", making.text):
            world.upgrade()
        expect_same(self.bench.after, world.look(), f"{where}, it ends elsewhere", making.text)

    def _another(
        self, one: Declaration, way: Difference, making: Making, recipe: Sequence[str]
    ) -> bool:
        """There already but different; False where it could not be made so."""
        with self._made(recipe) as world:
            try:
                world.execute(first_of(way.statements))
            except DBAPIError:
                return False
            try:
                world.upgrade()
            except FailedError:
                return True
            where = f"where {one.subject} is there already, but {way.how}"
            reason = f"{where}, it is neither refused nor mended"
            expect_same(self.bench.after, world.look(), reason, making.text)
        return True

    @contextmanager
    def _made(self, recipe: Sequence[str]) -> Iterator[World]:
        """By somebody who has gone: what was temporary is gone too."""
        with self.bench.world() as world:
            for statement in recipe:
                world.execute(tried(statement))
            world.execute("DISCARD TEMP")
            yield world


def _objects(count: int) -> str:
    return f"{count} object" if count == 1 else f"{count} objects"
