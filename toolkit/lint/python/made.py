"""Values that are made of what a column holds: what is added to one is another each time."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from toolkit.lint.effects import Source
from toolkit.lint.python.values import FROM_DATA, Unknown

Places = frozenset[tuple[Any, ...]]
"""A column, and the keys within it."""
NOTHING: Places = frozenset()
ADDING = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Pow)
GROWING = frozenset({"append", "extend", "insert"})
KEEPING = frozenset(
    "dict list str int float sorted tuple loads dumps deepcopy copy Decimal".split()
)
"""Functions whose result holds what their argument does."""


class MadeText(str):
    """One that a column's value is part of."""

    made: Places = NOTHING


def cell(row: Unknown, key: Any) -> Any:
    """An attribute or item of a row, or of what stands in one of its columns."""
    if row.source is None:
        return row
    if row.place:
        return replace(row, place=(*row.place, key)) if isinstance(key, str) else row
    if isinstance(key, int):
        key = row.source.columns[key] if -1 < key < len(row.source.columns) else ""
    if not isinstance(key, str) or not key or key in row.source.asked:
        return FROM_DATA
    return row if key.startswith("_") else replace(row, place=(key,))


def row_of(source: Source) -> Unknown:
    return Unknown(of_data=True, source=source)


def made_of(value: Any) -> Places:
    return value.made if isinstance(value, Unknown | MadeText) else NOTHING


def added(values: Iterable[Any]) -> Places:
    """What a sum of them is made of."""
    found = NOTHING
    for one in values:
        found |= made_of(one)
        if isinstance(one, Unknown) and one.place:
            found |= {one.place}
    return found


def text(words: Any, values: Iterable[Any]) -> Any:
    """That a text has parts."""
    made = added(values)
    if not made or not isinstance(words, str):
        return words
    found = MadeText(words)
    found.made = made
    return found


def advances(value: Any, column: str) -> bool:
    """Whether what is put into a column adds to what stands in it."""
    if isinstance(value, dict):
        return any((column, key) in made_of(one) for key, one in value.items())
    return (column,) in made_of(value)


def grown(value: Unknown, key: Any, new: Any) -> Unknown | None:
    """A column's value, where what is put under a key adds to what stood there; None: it does
    not."""
    if not value.place or (*value.place, key) not in made_of(new):
        return None
    return replace(value, made=value.made | {value.place[:1]})
