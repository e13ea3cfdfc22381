"""Methods of Python's own values, in so far as they only compute."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

from toolkit.lint.effects import TooComplexError
from toolkit.lint.python.made import text
from toolkit.lint.python.sizes import LARGEST, grows, weigh
from toolkit.lint.python.texts import words
from toolkit.lint.python.values import FROM_DATA, NOBODY_KNOWS, Listed, Unknown, known

OF_TEXT = frozenset(
    "upper lower strip lstrip rstrip split splitlines replace startswith endswith title capitalize"
    " removeprefix removesuffix partition rpartition rsplit zfill ljust rjust count find isdigit"
    " format_map casefold swapcase isupper islower encode".split()
)
OF_MANY = frozenset(
    "items keys values get copy append extend update add insert pop remove discard index count"
    " union difference intersection issubset issuperset isdisjoint setdefault sort reverse"
    " symmetric_difference clear".split()
)


def plain(of: Any, name: str, args: tuple[Any, ...], options: Mapping[str, Any], node: Any) -> Any:
    """An Unknown where an argument decides that is not known."""
    if isinstance(of, str):
        return _text(of, name, args, options, node)
    if name not in OF_MANY or not hasattr(of, name):
        return NOBODY_KNOWS
    weigh(args)
    try:
        found = getattr(of, name)(*args, **options)
    except (TypeError, ValueError, LookupError, AttributeError, OverflowError):
        return NOBODY_KNOWS
    if len(of) > LARGEST:
        raise TooComplexError
    return list(found) if name in ("items", "keys", "values") else found


def _text(
    of: str, name: str, args: tuple[Any, ...], options: Mapping[str, Any], node: ast.Call
) -> Any:
    if name == "format":
        return _formatted(of, args, options, node)
    if name == "join" and args and isinstance(args[0], list | tuple | set):
        parts = [words(one, node.args[0], n) for n, one in enumerate(args[0])]
        sizes = sum(map(len, parts)) + len(parts) * len(of)
        return of.join(parts) if sizes <= LARGEST else NOBODY_KNOWS
    if name in OF_TEXT and all(map(known, args)):
        if _is_large(of, name, args):
            return NOBODY_KNOWS
        try:
            return getattr(of, name)(*args)
        except (TypeError, ValueError, LookupError, OverflowError):
            return NOBODY_KNOWS
    data = any(
        isinstance(one, Listed) or (isinstance(one, Unknown) and one.of_data) for one in args
    )
    return FROM_DATA if data else NOBODY_KNOWS


def _is_large(of: str, name: str, args: tuple[Any, ...]) -> bool:
    """What it may come to."""
    if name == "format_map":
        return True
    if name == "replace" and len(args) > 1:
        return isinstance(args[1], str) and len(of) * len(args[1]) > LARGEST
    return any(isinstance(one, int) and abs(one) > LARGEST for one in args)


def _formatted(of: str, args: tuple[Any, ...], options: Mapping[str, Any], node: ast.Call) -> Any:
    places = [one for one in node.args if not isinstance(one, ast.Starred)]
    ready = [
        words(one, places[number] if number < len(places) else node, number)
        for number, one in enumerate(args)
    ]
    named = {
        name: words(value, node, number) for number, (name, value) in enumerate(options.items())
    }
    if grows(of, "{", [*ready, *named.values()]):
        return NOBODY_KNOWS
    try:
        return text(of.format(*ready, **named), (*args, *options.values()))
    except (ValueError, KeyError, IndexError, AttributeError, TypeError):
        return NOBODY_KNOWS
