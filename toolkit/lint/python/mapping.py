"""`map` and `filter`: over what is known, and over what the database lists."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from toolkit.lint.effects import Asked
from toolkit.lint.python.sought import Sought
from toolkit.lint.python.truth import truth
from toolkit.lint.python.values import NOBODY_KNOWS, Listed, Listing, Question


def mapped(name: str, function: Callable[[Any], Any], items: Any) -> Any:
    if isinstance(items, Listing):
        value = function(Listed(items, name=items.names))
        return _of_listing(name, items, value)
    if not isinstance(items, list | tuple | set):
        return NOBODY_KNOWS
    found = [function(one) for one in items]
    return found if name == "map" else _chosen([*zip(items, found, strict=True)])


def _of_listing(name: str, items: Listing, value: Any) -> Any:
    if name == "map" and isinstance(value, Listed):
        return Listing(items.kind, items.schema, items.table, names=value.name)
    return value if isinstance(value, Question) else NOBODY_KNOWS


def _chosen(pairs: list[tuple[Any, Any]]) -> Any:
    answers: list[tuple[Any, bool | Asked]] = [(one, truth(value)) for one, value in pairs]
    if all(isinstance(answer, bool) for _, answer in answers):
        return [one for one, answer in answers if answer is True]
    return Sought([(one, answer) for one, answer in answers if not isinstance(answer, bool)])
