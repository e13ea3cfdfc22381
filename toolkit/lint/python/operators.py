"""`+`, `%` and their like: of plain values, of texts with something unknown in them, of sets."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Iterable
from typing import Any

from toolkit.lint.python import paths
from toolkit.lint.python.made import ADDING, added, text
from toolkit.lint.python.reader import Reader
from toolkit.lint.python.scope import Scope
from toolkit.lint.python.sizes import SIZED, fitting, grows
from toolkit.lint.python.sought import OPERATORS as SETS
from toolkit.lint.python.sought import among
from toolkit.lint.python.texts import words
from toolkit.lint.python.values import (
    NOBODY_KNOWS,
    Bound,
    Call,
    File,
    Listed,
    Listing,
    Unknown,
    known,
    unknown_of,
)

MOST = 5000
"""Of items in a list that an expression makes."""
OPERATORS: dict[type, Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.BitOr: operator.or_,
    ast.BitAnd: operator.and_,
}


def binary(reader: Reader, node: ast.BinOp, scope: Scope) -> Any:
    left, right = reader.evaluate(node.left, scope), reader.evaluate(node.right, scope)
    if isinstance(left, File) and isinstance(node.op, ast.Div):
        return paths.below(left, right)
    if isinstance(left, str) and isinstance(node.op, ast.Mod):
        return text(_formatted(left, right, node.right), _values(right))
    if isinstance(node.op, ast.Add) and _half_known(left, right):
        return text(fitting(words(left, node.left) + words(right, node.right)), (left, right))
    if known(left) and known(right) and type(node.op) in OPERATORS:
        return _of_plain(node.op, left, right)
    if isinstance(left, list | tuple | set | dict) and isinstance(right, Listing):
        return among(left, right, SETS.get(type(node.op), ""))
    if isinstance(node.op, ADDING) and (made := added((left, right))):
        return Unknown(of_data=True, made=made)
    if any(isinstance(one, Bound | Call) for one in (left, right)):
        return Call(f"operator.{type(node.op).__name__}", (left, right), {}, node)
    return unknown_of(left, right)


def _of_plain(op: ast.operator, left: Any, right: Any) -> Any:
    if isinstance(op, ast.Mult) and _size(left) * _size(right) > MOST:
        return NOBODY_KNOWS
    try:
        return fitting(OPERATORS[type(op)](left, right))
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        return NOBODY_KNOWS


def _values(value: Any) -> Iterable[Any]:
    """What is put into a text."""
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, tuple) else (value,)


def _half_known(left: Any, right: Any) -> bool:
    """A text, and something that is none of Python's own."""
    sides = ((left, right), (right, left))
    return any(isinstance(a, str) and isinstance(b, Unknown | Listed) for a, b in sides)


def _size(value: Any) -> int:
    """As a factor; a float is none of a text."""
    return abs(value) if type(value) is int else len(value) if isinstance(value, SIZED) else 1


def _formatted(text: str, value: Any, node: ast.AST) -> Any:
    def ready(one: Any, number: int) -> Any:
        return one if isinstance(one, str | int | float) else words(one, node, number)

    if isinstance(value, tuple):
        value = tuple(ready(one, number) for number, one in enumerate(value))
    elif isinstance(value, dict):
        value = {key: ready(one, number) for number, (key, one) in enumerate(value.items())}
    else:
        value = ready(value, 0)
    if grows(text, "%", value if isinstance(value, tuple) else (value,)):
        return NOBODY_KNOWS
    try:
        return text % value
    except (TypeError, ValueError, KeyError, OverflowError):
        return NOBODY_KNOWS
