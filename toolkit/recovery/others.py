"""What stands where a later revision will make something: others made it, and made it otherwise."""

import re
from collections.abc import Iterator, Sequence

from toolkit.recovery.place import Place, subject

LABEL = re.compile(r"'((?:[^']|'')*)'")
ONE = frozenset({"table", "view", "sequence", "enum", "type"})
"""Kinds that share their names: a table's row is a type too."""
Pair = tuple[str, str]
"""What is declared, and what is found."""


def others(place: Place, stamped: int) -> Sequence[Pair]:
    """Of objects that neither what is there nor the next revision knows: a run that stopped on its
    way leaves none of those. `stamped`: the number of the rung that the stamp names."""
    known = {subject(one) for rung in place.ladder[: _next(place, stamped)] for one in rung.lines}
    declared: dict[str, list[str]] = {}
    for rung in place.ladder:
        for line in rung.lines:
            if subject(line) not in known:
                declared.setdefault(subject(line), []).append(line)
    found = sorted(place.lines)
    return [*_objects(declared, found), *_kinds(declared, found), *_tables(declared, place.lines)]


def _next(place: Place, stamped: int) -> int:
    return max(stamped, place.at) + 2


def _objects(declared: dict[str, list[str]], found: Sequence[str]) -> Iterator[Pair]:
    for line in found:
        ours = declared.get(subject(line), [line])
        if line not in ours and not any(_on_the_way(line, one) for one in ours):
            yield ours[-1], line


def _kinds(declared: dict[str, list[str]], found: Sequence[str]) -> Iterator[Pair]:
    """Objects of another kind under a name that cannot be given twice."""
    ours = {name: one for one in declared for kind, _, name in [one.partition(" ")] if kind in ONE}
    for line in found:
        kind, _, name = subject(line).partition(" ")
        if kind in ONE and name in ours and subject(line) != ours[name]:
            yield declared[ours[name]][-1], line


def _tables(declared: dict[str, list[str]], lines: frozenset[str]) -> Iterator[Pair]:
    """Tables that lack columns, and have others."""
    there = {subject(line) for line in lines}
    for table in (one.removeprefix("table ") for one in declared if one.startswith("table ")):
        have = {one for one in there if one.startswith(f"column {table}.")}
        ours = [one for one in declared if one.startswith(f"column {table}.")]
        lacking = [one for one in ours if one not in have]
        if lacking and have - declared.keys():
            yield declared[lacking[0]][0], f"table {table} without it, and with others"


def _on_the_way(line: str, declared: str) -> bool:
    """Labels that are fewer or more are no other type."""
    if not line.startswith("enum "):
        return False
    found, wanted = LABEL.findall(line), LABEL.findall(declared)
    return _within(found, wanted) or _within(wanted, found)


def _within(some: Sequence[str], all_: Sequence[str]) -> bool:
    """Whether they are among them, in their order."""
    return [one for one in all_ if one in some] == list(some)
