"""The nth value of each plain type, as text that its input function takes.

Distinct for distinct n, told apart from those of other columns, and always the same.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from string import ascii_lowercase

WIDEST = {"int2": 32_767, "int4": 2_147_483_647, "oid": 2_147_483_647, "char": 1}
LETTERS = len(ascii_lowercase)


@dataclass(frozen=True)
class Place:
    """Where a value goes: `word` is in texts, numbers begin at `start`, `salt` (32 bits) is in
    what has room for it."""

    word: str
    start: int = 0
    salt: int = 0


Nth = Callable[[Place, int, int], str]
"""From the place, the modifier of the type, and n."""


def text(place: Place, limit: int, n: int) -> str:
    """At most `limit` characters, which is -1 where there is no limit."""
    whole, tail = f"{place.word}-{n + 1}", f"-{n + 1}"
    if limit < 0 or len(whole) <= limit:
        return whole
    if limit > len(tail) + 1:
        return place.word[: limit - len(tail)] + tail
    return letters(limit, place.salt + n)


def letters(length: int, n: int) -> str:
    """The nth word of that length."""
    digits = (n // LETTERS**place % LETTERS for place in reversed(range(length)))
    return "".join(ascii_lowercase[digit] for digit in digits)


def number(place: Place, most: int, n: int) -> int:
    start = place.start if place.start + n < most else place.start % max(most * 9 // 10, 1)
    return start + n + 1 if start + n < most else n % max(most, 1)


def day(place: Place, n: int) -> date:
    return date(2001, 1, 1) + timedelta(days=30 * (place.salt % 97) + n)


def precision(modifier: int) -> tuple[int, int]:
    """Digits before the point, and after it."""
    digits, scale = (modifier - 4) >> 16 & 0xFFFF, (modifier - 4) & 0x7FF
    scale = (scale ^ 0x400) - 0x400
    return digits - scale, scale


def _numeric(place: Place, modifier: int, n: int) -> str:
    """With a fraction, if there is room for one: what rounds is seen."""
    if modifier < 0:
        return f"{number(place, 10**9, n)}.25"
    before, after = precision(modifier)
    if before <= 0:
        return f"0.{'0' * -before}{n % 9 + 1}"
    if after < 0:
        return f"{(n + 1) % 10 ** (before + after)}{'0' * -after}"
    return f"{number(place, 10 ** min(before, 9) - 1, n)}{('', '.5', '.25')[min(after, 2)]}"


def _integer(most: int) -> Nth:
    return lambda place, _, n: str(number(place, most, n))


def _clock(place: Place, n: int) -> str:
    return f"{(place.salt + n) % 24:02}:{n % 60:02}:06"


def _bits(_: Place, modifier: int, n: int) -> str:
    digits = format(n + 1, "b")
    return digits[-modifier:].zfill(modifier) if modifier > 0 else digits


def _some_bits(_: Place, modifier: int, n: int) -> str:
    return format(n + 1, "b")[-modifier:] if modifier > 0 else format(n + 1, "b")


def _word(place: Place) -> str:
    return re.sub(r"\W", "_", place.word, flags=re.ASCII)


def _address(place: Place, n: int) -> str:
    return f"10.{place.salt % 256}.{n % 256}"


def _vector(place: Place, modifier: int, n: int) -> str:
    """Never zero, which has no angle."""
    size = modifier if modifier > 0 else 3
    rest = ((n * at + place.salt) % 5 + 1 for at in range(1, size))
    return f"[{','.join(map(str, (n + 1, *rest)))}]"


PLAIN: dict[str, Nth] = {
    "bool": lambda place, _, n: "true" if (place.salt + n) % 2 == 0 else "false",
    "int2": _integer(32_767),
    "int4": _integer(2_147_483_647),
    "int8": _integer(2**62),
    "oid": _integer(2_147_483_647),
    "numeric": _numeric,
    "float4": lambda place, _, n: f"{number(place, 100_000, n)}.5",
    "float8": lambda place, _, n: f"{number(place, 10**9, n)}.5",
    "money": _integer(10**9),
    "text": lambda place, _, n: text(place, -1, n),
    "citext": lambda place, _, n: text(place, -1, n),
    "varchar": lambda place, modifier, n: text(place, modifier - 4 if modifier > 0 else -1, n),
    "bpchar": lambda place, modifier, n: text(place, modifier - 4 if modifier > 0 else -1, n),
    "name": lambda place, _, n: text(place, 40, n),
    "char": lambda _, __, n: letters(1, n),
    "refcursor": lambda place, _, n: text(place, -1, n),
    "bytea": lambda place, _, n: "\\x" + text(place, -1, n).encode().hex(),
    "uuid": lambda place, _, n: f"{place.salt:08x}-0000-4000-8000-{n + 1:012x}",
    "date": lambda place, _, n: f"{day(place, n)}",
    "time": lambda place, _, n: _clock(place, n),
    "timetz": lambda place, _, n: f"{_clock(place, n)}+00",
    "timestamp": lambda place, _, n: f"{day(place, n)} {_clock(place, n)}",
    "timestamptz": lambda place, _, n: f"{day(place, n)} {_clock(place, n)}+00",
    "interval": lambda place, _, n: f"{n + 1} years 2 mons {n + 1} days {_clock(place, n)}",
    "json": lambda place, _, n: json.dumps({place.word: n + 1}, ensure_ascii=False),
    "jsonb": lambda place, _, n: json.dumps({place.word: n + 1}, ensure_ascii=False),
    "jsonpath": lambda _, __, n: f"$[{n}]",
    "xml": lambda _, __, n: f"<row>{n + 1}</row>",
    "tsvector": lambda place, _, n: f"'{_word(place)}':1 '{n + 1}':2",
    "tsquery": lambda place, _, n: f"'{_word(place)}' & '{n + 1}'",
    "inet": lambda place, _, n: f"{_address(place, n)}.{n // 256 % 256}",
    "cidr": lambda place, _, n: f"{_address(place, n)}.0/24",
    "macaddr": lambda place, _, n: f"08:00:{place.salt % 256:02x}:00:{n // 256:02x}:{n % 256:02x}",
    "macaddr8": lambda place, _, n: (
        f"08:00:{place.salt % 256:02x}:ff:fe:00:{n // 256:02x}:{n % 256:02x}"
    ),
    "bit": _bits,
    "varbit": _some_bits,
    "point": lambda place, _, n: f"({place.salt % 90},{n + 1})",
    "line": lambda _, __, n: f"{{1,2,{n + 1}}}",
    "lseg": lambda _, __, n: f"[(0,0),(1,{n + 1})]",
    "box": lambda _, __, n: f"({10 * n + 5},5),({10 * n},0)",
    "path": lambda _, __, n: f"((0,0),(1,1),(2,{n + 1}))",
    "polygon": lambda _, __, n: f"(({10 * n},0),({10 * n + 5},0),({10 * n},5))",
    "circle": lambda _, __, n: f"<({10 * n},0),3>",
    "pg_lsn": lambda _, __, n: f"0/{n + 1:X}",
    "xid": lambda _, __, n: str(n + 3),
    "xid8": lambda _, __, n: str(n + 3),
    "cid": lambda _, __, n: str(n + 1),
    "tid": lambda _, __, n: f"({n},1)",
    "int2vector": lambda _, __, n: f"1 {n + 1}",
    "oidvector": lambda _, __, n: f"1 {n + 1}",
    "regclass": lambda _, __, n: ("pg_class", "pg_type", "pg_proc", "pg_index")[n % 4],
    "regtype": lambda _, __, n: ("integer", "text", "boolean", "date")[n % 4],
    "regrole": lambda _, __, n: ("pg_monitor", "pg_read_all_data", "pg_write_all_data")[n % 3],
    "regnamespace": lambda _, __, n: ("public", "pg_catalog", "information_schema")[n % 3],
    "aclitem": lambda _, __, n: f"={'rwa'[n % 3]}/pg_monitor",
    "vector": _vector,
    "halfvec": _vector,
    "sparsevec": lambda _, modifier, n: f"{{1:{n + 1}}}/{modifier if modifier > 0 else 3}",
    "hstore": lambda place, _, n: f'"{_word(place)}"=>"{n + 1}"',
    "ltree": lambda place, _, n: f"{_word(place)}.n{n + 1}",
}
"""By pg_type's name; those of extensions may be in any schema."""

# For types of which nothing is known, the first few that the input function takes.
GUESSES = (
    *("1", "2", "3", "1.5", "a", "b", "c", "abc", "A", "{}", "{1}", "{1,2}", "{2,3}", "[]", "[1]"),
    *("[1,2]", "[1,2,3]", "()", "(1)", "(1,2)", "(2,3)", "(1,2),(3,4)", "(1,2,3)", "<(1,2),3>"),
    *(
        "a=>1",
        "b=>2",
        "a & b",
        "a.b",
        "1 1",
        "10:20:",
        "10:30:",
        "10:40:",
        "1:1",
        "2001-01-01",
        "12:34:56",
        "1 day",
    ),
    *("10.0.0.1", "00000000-0000-4000-8000-000000000001", "\\x01", "true", "false", "now", "int4"),
    *("pg_class", "simple", "+(integer,integer)", "now()", "public", "$.a", "", "0", "-1", "00"),
    *("POINT(1 2)", "LINESTRING(0 0,1 1)", "POLYGON((0 0,0 1,1 1,0 0))", "MULTIPOINT((1 2))"),
    *("MULTILINESTRING((0 0,1 1))", "MULTIPOLYGON(((0 0,0 1,1 1,0 0)))", "SRID=4326;POINT(1 2)"),
    *(
        "SRID=4326;POLYGON((0 0,0 1,1 1,0 0))",
        "978-0-393-04002-9",
        "978-0-262-03384-8",
        "978-0-13-110362-7",
    ),
)
