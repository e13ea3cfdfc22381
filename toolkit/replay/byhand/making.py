"""Which of a revision's statements makes which objects, and how to make them by hand."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from toolkit.catalog.declaration import Declaration
from toolkit.replay.byhand.objects import Key, change, chiefs, query, spoken_of
from toolkit.replay.byhand.statements import makes, tried, typed
from toolkit.replay.world import Bench, Objects, World


@dataclass(frozen=True)
class Making:
    """One statement, and what is there by it. `number` is its place in the revision."""

    number: int
    text: str
    objects: dict[Key, Declaration] = field(default_factory=dict)

    def stands(self, world: World) -> bool:
        """Whether all of it is there; parts come with what they are parts of."""
        wanted = {(one.kind, one.name) for one in chiefs(self.objects)}
        return wanted <= world.read(query(wanted, wanted)).keys()


def makings(bench: Bench) -> tuple[list[Making], Objects]:
    """In the order of the revision; and what is made too, but by no statement that is known.

    What only gets another name is not made.
    """
    there, changed = change(bench)
    if not there:
        return [], {}
    made = {n: Making(n, one.text) for n, one in enumerate(bench.seen.statements)}
    unknown = dict(there)
    with bench.world() as world:
        for number, before, after in _steps(bench, world, query(there, changed)):
            gone = {(key[0], before[key].definition) for key in before.keys() - after.keys()}
            for key in (after.keys() - before.keys()) & there.keys():
                unknown.pop(key, None)
                for one in made.values():
                    one.objects.pop(key, None)  # it was there for a while
                if (key[0], after[key].definition) not in gone:
                    made[number].objects[key] = after[key]
    return [one for one in made.values() if one.objects], unknown


def recipes(bench: Bench, making: Making, earlier: Sequence[Making]) -> Iterator[Sequence[str]]:
    """Statements to make it by: its own; those before it of which it speaks; all before it."""
    yield [typed(making.text)]
    if named := _named(making, earlier):
        yield [typed(one.text) for one in (*named, making)]
    if making.number:
        until = bench.seen.statements[: making.number + 1]
        yield [typed(one.text) for one in until]


def _steps(bench: Bench, world: World, query: str) -> Iterator[tuple[int, Objects, Objects]]:
    """Each statement that may make objects, what was there before it, and after it."""
    before = world.read(query)
    for number, statement in enumerate(bench.seen.statements):
        world.execute(tried(typed(statement.text)))
        if makes(statement.text):
            after = world.read(query)
            yield number, before, after
            before = after


def _named(making: Making, earlier: Sequence[Making]) -> list[Making]:
    """In their order, with those that they speak of in turn."""
    wanted, text = list[Making](), making.text
    for one in reversed(earlier):
        if spoken_of(one.objects, text):
            wanted.insert(0, one)
            text = f"{text} {one.text}"
    return wanted
