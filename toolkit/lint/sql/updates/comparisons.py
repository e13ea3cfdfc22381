"""Operators that compare two values."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from toolkit.lint.sql.updates.values import NEGATED, NO, NULL, UNKNOWN, YES, Mark, Truth

MOST_WILDCARDS = 4


def truth(found: bool) -> Truth:
    return YES if found else NO


def any_(found: list[Truth]) -> Truth:
    for one in (YES, UNKNOWN, NULL):
        if one in found:
            return one
    return NO


def both(one: Truth, other: Truth) -> Truth:
    return NEGATED[any_([NEGATED[one], NEGATED[other]])]


def distinct(left: Any, right: Any, distinct: bool) -> Truth:
    if isinstance(left, Mark) or isinstance(right, Mark):
        return UNKNOWN
    if left is None or right is None:
        return truth((left is right) != distinct)
    found = compare("=", left, right)
    return NEGATED[found] if distinct else found


COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda one, other: bool(one == other),
    "<>": lambda one, other: bool(one != other),
    "<": lambda one, other: bool(one < other),
    ">": lambda one, other: bool(one > other),
    "<=": lambda one, other: bool(one <= other),
    ">=": lambda one, other: bool(one >= other),
}


def compare(operator: str, left: Any, right: Any) -> Truth:
    compare = COMPARISONS.get(operator)
    if compare is None or isinstance(left, Mark) or isinstance(right, Mark):
        return UNKNOWN
    if left is None or right is None:
        return NULL
    alike = isinstance(left, str) == isinstance(right, str)
    return truth(compare(left, right)) if alike else UNKNOWN


def like(value: Any, pattern: Any, any_case: bool) -> Truth:
    if value is None or pattern is None:
        return NULL
    if not isinstance(value, str) or not isinstance(pattern, str):
        return UNKNOWN
    if pattern.count("%") > MOST_WILDCARDS or len(value) > 200 or "\\" in pattern:
        return UNKNOWN
    wild = {"%": ".*", "_": "."}
    text = "".join(wild.get(one, re.escape(one)) for one in pattern)
    flags = re.DOTALL | (re.IGNORECASE if any_case else 0)
    return truth(re.fullmatch(text, value, flags) is not None)
