"""Which objects a revision makes, and which of them are parts of others."""

import re
from collections.abc import Iterable, Set

from toolkit.catalog import reader
from toolkit.catalog.declaration import Declaration, Name
from toolkit.catalog.kinds import KINDS
from toolkit.replay.world import Bench, Objects

Key = tuple[str, Name]
BESIDE = frozenset({"options", "comment", "description", "grant"})
"""Kinds of what comes with others."""


def change(bench: Bench) -> tuple[Objects, Set[Key]]:
    """What is there after the revision and was not before; and that with what is gone."""
    new = set(bench.after.catalog.lines) - set(bench.before.lines)
    if not new:
        return {}, set()
    everything = reader.query(reader.EVERYTHING)
    with bench.world() as world:
        before = world.read(everything)
        world.upgrade()
        after = world.read(everything)
    there = {
        key: one
        for key, one in after.items()
        if key not in before and any(line.startswith(f"{one.subject}: ") for line in new)
    }
    return there, before.keys() ^ after.keys()


def query(wanted: Iterable[Key], among: Iterable[Key]) -> str:
    """Of the kinds that are wanted, on relations that may be called as something among those."""
    kinds = {kind for kind, _ in wanted}
    names = {name for _, (_, *two) in among for name in two}
    names |= {word for name in names for word in words(name)}
    return reader.query(
        reader.EVERYTHING,
        reader.only(sorted(names)),
        [one for one in KINDS if one.NAME in kinds],
    )


def chiefs(objects: Objects) -> list[Declaration]:
    """Those of them that are no part of another one."""
    apart = [one for one in objects.values() if not _part(one, objects)]
    return apart or list(objects.values())[:1]


def spoken_of(objects: Objects, text: str) -> bool:
    """Whether the text has words of what chief objects are called."""
    names = (one.name.name.partition("(")[0] or one.name.relation for one in chiefs(objects))
    return any(words(name) & words(text) for name in names)


def words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text))


def _part(one: Declaration, objects: Objects) -> bool:
    if one.kind in BESIDE:
        return True
    if one.kind == "sequence":
        return " OWNED BY " in one.definition
    schema, relation, _ = one.name
    return one.kind in ("column", "constraint") and ("table", Name(schema, relation, "")) in objects
