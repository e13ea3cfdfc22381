"""Values worth trying under a check: what its own words name, what is beside that, and edges."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from itertools import pairwise

from toolkit.replay.rows.patterns import like, matching
from toolkit.replay.rows.plain import WIDEST, Place, letters, precision, text

QUOTED = re.compile(r"'((?:[^']|'')*)'")
NUMBER = re.compile(r"(?<![\w'.\"$])-?\d+(?:\.\d+)?(?![\w'])")
DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)(.*)", re.DOTALL)
SPAN = re.compile(
    r"[-+]?\d[\d:. -]*((year|mon|month|week|day|hour|min|minute|sec|second)s?[\d:. -]*)*"
)
LONGEST = 4000
SHORT = 40

NUMBERS = ("int2", "int4", "int8", "numeric", "float4", "float8", "money", "oid")
TEXTS = ("text", "varchar", "bpchar", "citext", "name", "char")
# Of a word and a number.
SHAPES = """{a} {A} {Aa} {n} 00000000-0000-4000-8000-{n:012} {a}@example.com
https://example.com/{a} /{a} #00000{n} {a}.example.com +1555010{n} {a}_{n} {a}-{n} {n}.0.0
{{"{a}":{n}}} 10.0.0.{n}"""
FEW = ("", "en", "USD", "UTC", "2001-01-01", "true", "1", "[]", "{}")
PARTS = 3
"""How many of each kind, where they are counted."""


class Words:
    """The constants in some checks, as PostgreSQL writes them out."""

    def __init__(self, checks: Iterable[str]) -> None:
        joined = "\n".join(checks)
        constants = [one.replace("''", "'") for one in QUOTED.findall(joined)]
        self.texts = list(dict.fromkeys([*constants, *_split(constants)]))
        bare = QUOTED.sub("''", joined)
        named = [one for one in constants if re.fullmatch(r"-?\d+(\.\d+)?", one)]
        self.numbers = sorted({float(one) for one in [*NUMBER.findall(bare), *named]})
        self.sizes = [int(one) for one in self.numbers if 0 <= one <= LONGEST and one.is_integer()]


def hints(type_name: str, modifier: int, words: Words, place: Place, count: int) -> list[str]:
    """Different ones, such as the words name first. Some may not be values of the type at all."""
    make = OF.get(type_name)
    found = make(words, modifier, place, count) if make else iter(words.texts)
    return list(dict.fromkeys(found))


def _split(constants: Iterable[str]) -> Iterator[str]:
    """The elements of array constants."""
    for one in constants:
        if one.startswith("{") and one.endswith("}"):
            yield from (part.strip('"') for part in one[1:-1].split(",") if part)


def _numbers(words: Words, _: int, __: Place, count: int) -> Iterator[str]:
    """At, beside and between the bounds."""
    for one in words.numbers:
        yield from (_plain(one + step) for step in (0, 1, -1))
    for low, high in pairwise(words.numbers):
        yield _plain((low + high) / 2)
        yield from (_plain(low + (high - low) * n / (count + 1)) for n in range(1, count + 1))
    for one in words.numbers:
        yield from (_plain(one + step) for step in range(2, count + 2))
    yield from ("0", "1", "-1", "2", "0.5", "1.5", "10", "50", "100", "3", "4", "5")
    yield from (str(-n) for n in range(2, count + 2))
    for one in words.numbers[:PARTS]:
        yield from (_plain(one * n) for n in range(2, count + 2))
        yield from (
            _plain((high // one + n) * one)
            for high in words.numbers[-PARTS:]
            for n in range(1, count + 2)
            if one
        )


def _plain(number: float) -> str:
    return f"{number:.6f}".rstrip("0").rstrip(".")


def fits(type_name: str, modifier: int, number: str) -> bool:
    """Whether PostgreSQL takes the number without an error or rounding."""
    whole, _, fraction = number.lstrip("-").partition(".")
    if type_name == "numeric" and modifier > 0:
        before, after = precision(modifier)
        return len(whole.lstrip("0")) <= before and len(fraction) <= max(after, 0)
    if type_name in ("numeric", "float4", "float8"):
        return True
    positive = type_name != "oid" or not number.startswith("-")
    return not fraction and positive and abs(int(number)) <= WIDEST.get(type_name, 2**62)


def _texts(words: Words, _: int, place: Place, count: int) -> Iterator[str]:
    """What is named, what matches it as a pattern, and what is as long as it says."""
    yield from words.texts
    for one in words.texts:
        yield from matching(one, count + 1)
        yield from like(one, count) if "%" in one else ()
    heads = [one.rstrip("%") for one in words.texts if len(one.rstrip("%")) <= SHORT]
    tails = [one.lstrip("%") for one in words.texts if one.startswith("%")]
    for n in range(count):
        yield from (f"{head}{n + 1}{tail}" for head in heads[:PARTS] for tail in ("", *tails))
    for size in words.sizes:
        for length in (size, size + 1, size - 1):
            yield from (_long(place, length, n) for n in range(count + 1) if length > 0)
    for n in range(min(count, PARTS)):
        a = letters(4, place.salt + n)
        yield from (s.format(a=a, A=a.upper(), Aa=a.title(), n=n + 1) for s in SHAPES.split())
    yield from FEW


def _long(place: Place, length: int, n: int) -> str:
    return text(place, length, n).ljust(length, "x")


def _days(words: Words, _: int, __: Place, count: int) -> Iterator[str]:
    """Beside the days that are named; and, as nothing here looks at a clock, long ago and ahead."""
    for one in words.texts:
        if found := DAY.match(one):
            year, month, day = map(int, found.groups()[:3])
            yield from (_beside(year, month, day, n) + found[4] for n in (0, 1, -1, 2, 3))
    for year in (2101, 1970):
        yield from (f"{date(year, 1, 1) + timedelta(days=n)} 00:00:00+00" for n in range(count))


def _beside(year: int, month: int, day: int, days: int) -> str:
    try:
        return str(date(year, month, day) + timedelta(days=days))
    except (ValueError, OverflowError):
        return f"{year:04}-{month:02}-{day:02}"


def _intervals(words: Words, *_: object) -> Iterator[str]:
    yield from (one for one in words.texts if SPAN.fullmatch(one))
    yield from ("0", "1 second", "1 minute", "1 hour", "1 day", "30 days", "1 year", "-1 day")


def _json(words: Words, _: int, place: Place, count: int) -> Iterator[str]:
    """Objects with the keys that are named, of values of every sort."""
    keys = [one for one in words.texts if re.fullmatch(r"[\w -]+", one)]
    sorts: tuple[object, ...] = ("a", 1, True, [], {}, ["a"])
    for value in (*sorts, *words.texts[:PARTS]):
        yield json.dumps(dict.fromkeys(keys, value))
    for value in words.texts if keys else ():
        yield from (json.dumps({key: value}) for key in keys[:PARTS] if key != value)
    for n in range(count):
        yield from (json.dumps(one) for one in ([n + 1], f"{place.word}-{n + 1}", n + 1))
    yield from ("{}", "[]", "true", "null", '[{"a": 1}]', '["a"]')


def _bytes(words: Words, _: int, __: Place, count: int) -> Iterator[str]:
    for size in words.sizes:
        for length in (size, size + 1, max(size - 1, 0)):
            yield from ("\\x" + f"{n + 1:02x}" * length for n in range(count + 1))
    yield "\\x"


def _addresses(_: Words, __: int, ___: Place, count: int) -> Iterator[str]:
    yield from (f"{ours}{n + 1}" for ours in ("2001:db8::", "192.168.0.") for n in range(count))


OF: dict[str, Callable[[Words, int, Place, int], Iterator[str]]] = {
    **dict.fromkeys(NUMBERS, _numbers),
    **dict.fromkeys(TEXTS, _texts),
    **dict.fromkeys(("date", "timestamp", "timestamptz"), _days),
    **dict.fromkeys(("json", "jsonb"), _json),
    **dict.fromkeys(("inet", "cidr"), _addresses),
    "interval": _intervals,
    "bytea": _bytes,
    "bool": lambda *_: iter(("true", "false")),
}
