"""Values of every type: of the plain ones, and of what is made of them."""

# ruff: noqa: S608 (SQL is what is composed here; every value in it is quoted)

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from toolkit.catalog.sql import literal
from toolkit.replay.rows.attempt import attempt
from toolkit.replay.rows.hints import NUMBERS, OF, Words, fits, hints
from toolkit.replay.rows.plain import GUESSES, PLAIN, Place
from toolkit.replay.rows.tables import Type

DEEPEST = 5
ENOUGH = 6
"""Guesses at a type of which nothing is known."""

LONGEST = 50
"""Elements of an array."""


class Values:
    """`types` are all that can be met, by oid; `count` different values are wanted of each."""

    def __init__(self, connection: Connection, types: Mapping[int, Type], count: int) -> None:
        self._connection, self._types, self._count = connection, dict(types), count
        self._found: dict[int, list[str]] = {}

    def learn(self, types: Mapping[int, Type]) -> None:
        """More of them can be met."""
        self._types |= types

    def some(self, oid: int, modifier: int, place: Place, count: int) -> list[str]:
        """Up to `count` different ones; none where there are none, as of an empty enum."""
        drawn = (self.nth(oid, modifier, place, n) for n in range(count))
        return list(dict.fromkeys(one for one in drawn if one is not None))

    def nth(self, oid: int, modifier: int, place: Place, n: int, depth: int = 0) -> str | None:
        one = self._types[oid]
        if depth > DEEPEST:
            return None
        if one.kind == "d" and not one.checks:
            return self.nth(one.base, one.modifier, place, n, depth)
        if one.kind == "e":
            return _turned(one.labels, n)
        if one.element:
            return self._array(one, modifier, place, n, depth)
        if one.kind == "c":
            return self._composite(one, place, n, depth)
        if one.kind in ("r", "m"):
            return self._range(one, modifier, place, n, depth)
        if one.kind == "b" and one.name in PLAIN:
            return PLAIN[one.name](place, modifier, n)
        return _turned(self._searched(oid), n)

    def hinted(self, oid: int, modifier: int, words: Words, place: Place) -> list[str]:
        """What is worth trying under checks with such words, as far as the type takes it."""
        one = self._types[oid]
        if one.kind == "d":
            found = self.hinted(one.base, one.modifier, words, place)
            return self._accepted(one, found) if one.checks else found
        if one.kind == "e":
            return list(one.labels)
        if one.element:
            return list(self._arrays(one, modifier, words, place))
        if one.name in NUMBERS:
            found = hints(one.name, modifier, words, place, self._count)
            return [value for value in found if fits(one.name, modifier, value)]
        if one.name in OF:
            return hints(one.name, modifier, words, place, self._count)
        if one.name == "uuid":
            return [value for value in words.texts if re.fullmatch(r"[\da-f-]{36}", value)]
        return ["empty"] if one.kind == "r" else []

    def _array(self, one: Type, modifier: int, place: Place, n: int, depth: int) -> str:
        """Two elements, if there are two."""
        pair = (self.nth(one.element, modifier, place, n + at, depth + 1) for at in (0, 1))
        return _braced(one, [value for value in pair if value is not None])

    def _arrays(self, one: Type, modifier: int, words: Words, place: Place) -> Iterator[str]:
        """Of one element, and as many as are named."""
        drawn = self.some(one.element, modifier, place, LONGEST)
        named = self.hinted(one.element, modifier, words, place)
        yield from (_braced(one, [value]) for value in (*named[:ENOUGH], *drawn[:ENOUGH]))
        for size in words.sizes:
            for length in (size, size + 1, size - 1):
                filled = islice(_forever(drawn), length) if 0 < length <= LONGEST else ()
                yield _braced(one, list(filled))
        yield _braced(one, [])

    def _composite(self, one: Type, place: Place, n: int, depth: int) -> str:
        parts = (self.nth(oid, mod, place, n, depth + 1) for oid, mod in one.attributes)
        return f"({','.join('' if part is None else _quoted(part) for part in parts)})"

    def _range(self, one: Type, modifier: int, place: Place, n: int, depth: int) -> str | None:
        """None meets another."""
        if one.kind == "m":
            part = self.nth(one.part, modifier, place, n, depth + 1)
            return part and f"{{{part}}}"
        ends = [self.nth(one.part, -1, place, 10 * n + at, depth + 1) for at in (0, 5)]
        return f"[{','.join(_quoted(end) for end in ends if end is not None)})"

    def _searched(self, oid: int) -> list[str]:
        """Of a domain with checks or a type that nobody knows: what the server takes, once."""
        if oid not in self._found:
            one = self._types[oid]
            self._found[oid] = self._of_domain(one) if one.kind == "d" else self._guessed(one)
        return self._found[oid]

    def _of_domain(self, one: Type) -> list[str]:
        words, place = Words(one.checks), Place(one.name, 1000)
        drawn = self.some(one.base, one.modifier, place, self._count + ENOUGH)
        hinted = self.hinted(one.base, one.modifier, words, place)
        return self._accepted(one, list(dict.fromkeys([*drawn, *hinted])))

    def _accepted(self, one: Type, texts: Sequence[str]) -> list[str]:
        """All at once; where one of them is an error to the checks, one by one."""
        values = ", ".join(
            f"({place}, {literal(text)}::{one.over})" for place, text in enumerate(texts)
        )
        checks = " AND ".join(f"({check}) IS NOT FALSE" for check in one.checks)
        sql = f"SELECT place FROM (VALUES {values}) v (place, value) WHERE {checks} ORDER BY 1"
        found = attempt(self._connection, sql) if texts else ()
        if isinstance(found, DBAPIError):
            return [text for text in texts if self._takes(one, text)]
        return [texts[place] for (place,) in found]

    def _guessed(self, one: Type) -> list[str]:
        return list(islice((text for text in GUESSES if self._takes(one, text)), ENOUGH))

    def _takes(self, one: Type, text: str) -> bool:
        sql = f"SELECT ({literal(text)}::{one.written})::text"
        return not isinstance(attempt(self._connection, sql), DBAPIError)


def _turned(values: Sequence[str], n: int) -> str | None:
    return values[n % len(values)] if values else None


def _forever(values: Sequence[str]) -> Iterator[str]:
    while values:
        yield from values


def _braced(one: Type, values: Sequence[str]) -> str:
    return f"{{{one.delimiter.join(map(_quoted, values))}}}"


def _quoted(value: str) -> str:
    """As a part of an array, a composite or a range."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
