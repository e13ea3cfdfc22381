"""Texts that match a regular expression or a LIKE pattern."""

import re
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

# The ones that Python has no name for are written out; PostgreSQL's others read the same.
CLASSES = {
    "[:alpha:]": "a-zA-Z",
    "[:digit:]": "0-9",
    "[:alnum:]": "a-zA-Z0-9",
    "[:lower:]": "a-z",
    "[:upper:]": "A-Z",
    "[:space:]": r"\s",
    "[:punct:]": "!-/",
    "[:xdigit:]": "0-9a-f",
    r"\m": r"\b",
    r"\M": r"\b",
    r"\y": r"\b",
}
CATEGORIES = {
    sre.CATEGORY_DIGIT: "0123456789",
    sre.CATEGORY_WORD: "abcdefgh_12345",
    sre.CATEGORY_SPACE: " ",
    sre.CATEGORY_NOT_DIGIT: "abcdefgh-",
    sre.CATEGORY_NOT_WORD: "-. ",
    sre.CATEGORY_NOT_SPACE: "abcdefgh12345",
}
READABLE = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-_.@/ +"
MOST = 40


def matching(pattern: str, count: int) -> list[str]:
    """Up to `count` different ones, as far as it can be read at all."""
    for theirs, ours in CLASSES.items():
        pattern = pattern.replace(theirs, ours)
    try:
        tree = parser.parse(pattern)
    except (re.error, OverflowError, RecursionError):
        return []
    return list(dict.fromkeys(_some(tree, n) for n in range(3 * count)))[:count]


def like(pattern: str, count: int) -> list[str]:
    """The same for LIKE."""
    return [pattern.replace("%", f"a{n + 1}").replace("_", "abcdefgh"[n % 8]) for n in range(count)]


def _some(tree: Any, n: int) -> str:
    return "".join(_of(op, value, n) for op, value in tree)


def _of(op: Any, value: Any, n: int) -> str:
    """Of one part of the pattern; n turns its choices and lengths."""
    if op is sre.LITERAL:
        return chr(value)
    if op is sre.ANY:
        return READABLE[n % 20]
    if op is sre.NOT_LITERAL:
        return next(char for char in READABLE[n % 20 :] if ord(char) != value)
    if op is sre.IN:
        return _in(value, n)
    if op is sre.BRANCH:
        return _some(value[1][n % len(value[1])], n)
    if op is sre.SUBPATTERN:
        return _some(value[3], n)
    if op in (sre.MAX_REPEAT, sre.MIN_REPEAT):
        return _repeated(value, n)
    return ""


def _repeated(value: tuple[Any, Any, Any], n: int) -> str:
    """One more than it must be, where it may be: nothing is no good text."""
    least, most, part = value
    times = min(int(least) + (int(most) > int(least)), int(most), MOST)
    return "".join(_some(part, n + at * (n % 3 + 1)) for at in range(times))


def _in(parts: Any, n: int) -> str:
    wanted = [part for part in parts if part[0] is not sre.NEGATE]
    chars = "".join(map(_chars, wanted))
    if len(wanted) < len(parts):
        chars = "".join(char for char in READABLE if char not in chars) or "~"
    return chars[n % len(chars)] if chars else ""


def _chars(part: Any) -> str:
    op, value = part
    if op is sre.LITERAL:
        return chr(value)
    if op is sre.RANGE:
        return "".join(map(chr, range(value[0], min(value[1], value[0] + 100) + 1)))
    return CATEGORIES.get(value, "")
