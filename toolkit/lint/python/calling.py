"""Calls as they stand in the text: their arguments, and what is worth keeping of them."""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import Any

from toolkit.lint.effects import Unclear
from toolkit.lint.python.calls import called
from toolkit.lint.python.made import GROWING, cell
from toolkit.lint.python.reader import Reader
from toolkit.lint.python.scope import Scope
from toolkit.lint.python.sought import Sought
from toolkit.lint.python.values import Bound, Unknown


def call(reader: Reader, node: ast.Call, scope: Scope) -> Any:
    function = reader.evaluate(node.func, scope)
    args, options = reader.each(node.args, scope), _options(reader, node, scope)
    if isinstance(function, Unknown) and function.place:
        return _of_cell(reader, node, function, args, scope)
    if isinstance(function, Bound) and type(function.of) is list and function.name == "append":
        where = node.func.value if isinstance(node.func, ast.Attribute) else node.func
        function = Bound(_gathered(reader, where, function.of, scope), "append")
    return called(reader, node, function, tuple(args), options)


def _options(reader: Reader, node: ast.Call, scope: Scope) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for keyword in node.keywords:
        value = reader.evaluate(keyword.value, scope)
        if keyword.arg is not None:
            found[keyword.arg] = value
        elif isinstance(value, dict):
            found |= {key: one for key, one in value.items() if isinstance(key, str)}
    return found


def _gathered(reader: Reader, node: ast.AST, items: list[Any], scope: Scope) -> Any:
    """What a list holds afterwards may hang on what the database was asked."""
    if not reader.run or not reader.run.is_asking or not isinstance(node, ast.Name):
        return items
    found = Sought([(one, Unclear()) for one in items])
    scope.put(node.id, found)
    return found


def _of_cell(reader: Reader, node: ast.Call, of: Unknown, args: list[Any], scope: Scope) -> Any:
    """A method of what a column holds; `append` outside any condition is another each time."""
    name = getattr(node.func, "attr", "")
    if name == "get" and args:
        return cell(of, args[0])
    if name in GROWING and not (reader.run and reader.run.is_asking):
        scope.grow(node.func, replace(of, made=of.made | {of.place[:1]}))
    return of
