"""Functions with `yield`: run when somebody goes over them, or enters them by `with`."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from toolkit.lint.python.reader import Reader
from toolkit.lint.python.scope import Scope
from toolkit.lint.python.values import Function


@dataclass(eq=False)
class Generator:
    """One that has not begun, called at `node`."""

    node: ast.AST
    function: Function
    args: tuple[Any, ...]
    options: dict[str, Any]


def each(reader: Reader, of: Generator, then: Callable[[Any], None]) -> None:
    """`then` is done with what is yielded, where it is."""
    reader.yielding.append(then)
    try:
        reader.call(of.node, of.function, of.args, of.options)
    finally:
        reader.yielding.pop()


def listed(reader: Reader, of: Generator) -> list[Any]:
    found: list[Any] = []
    each(reader, of, found.append)
    return found


def yielded(reader: Reader, node: Any, scope: Scope) -> None:
    """`yield …`, `yield from …`."""
    value = None if node.value is None else reader.evaluate(node.value, scope)
    if not reader.yielding:
        return
    then = reader.yielding.pop()  # what is done there may yield to somebody else
    try:
        several = value if isinstance(node, ast.YieldFrom) else None
        for one in several if isinstance(several, list | tuple) else [value]:
            then(one)
    finally:
        reader.yielding.append(then)
