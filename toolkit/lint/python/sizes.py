"""Values that would grow beyond what anybody writes: they are not made, but taken to be unknown."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from toolkit.lint.effects import TooComplexError
from toolkit.lint.python.values import NOBODY_KNOWS

LARGEST = 10_000_000
"""Characters of a text, items of a list."""
HEAVIEST = 100_000
"""Values within one, counted as often as they are met there."""
DEEPEST = 50
"""Lists in lists."""
MANY = (list, tuple, dict, set, frozenset)
SIZED = (str, bytes, *MANY)
FILLED = {
    "%": re.compile(r"%[-+ #0.\d]*?(\d{7}|\*)"),
    "{": re.compile(r"\{[^{}]*:[^{}]*(\d{7}|\{)"),
}
"""Formats that fill a text up to a size, which is large or comes from elsewhere."""


def fitting(value: Any) -> Any:
    """It, or what nobody knows."""
    return NOBODY_KNOWS if isinstance(value, SIZED) and len(value) > LARGEST else value


def weigh(values: Iterable[Any]) -> int:
    """How much there is in the lists among them; TooComplexError."""
    ahead = [(one, 0) for one in values if isinstance(one, MANY)]
    count = 0
    while ahead:
        value, depth = ahead.pop()
        count += len(value)
        if depth > DEEPEST or count > HEAVIEST:
            raise TooComplexError
        ahead += [(one, depth + 1) for one in _within(value) if isinstance(one, MANY)]
    return count


def grows(text: str, mark: str, values: Collection[Any]) -> bool:
    """Whether a format, with `%` or `{`, may come to a text that is too large."""
    longest = max((len(one) for one in values if isinstance(one, SIZED)), default=0)
    return text.count(mark) * longest > LARGEST or FILLED[mark].search(text) is not None


def _within(value: Any) -> Iterator[Any]:
    yield from value
    if isinstance(value, dict):
        yield from value.values()
