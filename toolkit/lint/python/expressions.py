"""Expressions: as much of their value as the text tells."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from typing import Any

from toolkit.lint.python import calling, comprehensions, generators, operators, questions, truth
from toolkit.lint.python.attributes import attribute
from toolkit.lint.python.made import cell, text
from toolkit.lint.python.reader import Reader
from toolkit.lint.python.scope import Scope
from toolkit.lint.python.sizes import LARGEST, weigh
from toolkit.lint.python.texts import words
from toolkit.lint.python.values import (
    NOBODY_KNOWS,
    Bound,
    Function,
    Later,
    Listed,
    Question,
    Ref,
    Rows,
    Unknown,
    known,
    unknown_of,
)

BUILTINS = frozenset(dir(__builtins__) if not isinstance(__builtins__, dict) else __builtins__)


def _name(_: Reader, node: ast.Name, scope: Scope) -> Any:
    found = scope.find(node.id, scope)
    if found is scope:
        return Ref(f"builtins.{node.id}") if node.id in BUILTINS else NOBODY_KNOWS
    return found.value() if type(found) is Later else found


def _attribute(reader: Reader, node: ast.Attribute, scope: Scope) -> Any:
    return attribute(reader.evaluate(node.value, scope), node.attr)


def _text(reader: Reader, node: ast.JoinedStr, scope: Scope) -> Any:
    parts, values, size = [], [], 0
    for one in node.values:
        if isinstance(one, ast.FormattedValue):
            values.append(reader.evaluate(one.value, scope))
            parts.append(words(values[-1], one.value))
            size += len(parts[-1])
            if size > LARGEST:
                return NOBODY_KNOWS
        elif isinstance(one, ast.Constant):
            parts.append(str(one.value))
    return text("".join(parts), values if len(parts) > 1 else ())


def _items(kind: Callable[[Iterable[Any]], Any]) -> Callable[[Reader, Any, Scope], Any]:
    def made(reader: Reader, node: Any, scope: Scope) -> Any:
        found = reader.each(node.elts, scope)
        weigh(found)
        try:
            return kind(found)
        except TypeError:
            return NOBODY_KNOWS

    return made


def _dict(reader: Reader, node: ast.Dict, scope: Scope) -> Any:
    found: dict[Any, Any] = {}
    for key, value in zip(node.keys, node.values, strict=True):
        what = reader.evaluate(value, scope)
        if key is None:
            found |= what if isinstance(what, dict) else {}
            continue
        name = reader.evaluate(key, scope)
        try:
            found[name] = what
        except TypeError:
            return NOBODY_KNOWS
    weigh(found.values())
    return found


def _subscript(reader: Reader, node: ast.Subscript, scope: Scope) -> Any:
    of = reader.evaluate(node.value, scope)
    if isinstance(node.slice, ast.Slice):
        return _slice(reader, of, node.slice, scope)
    key = reader.evaluate(node.slice, scope)
    if isinstance(of, Listed) and key == "name":
        return Listed(of.of, name=True)
    if isinstance(of, Question | Rows):
        return Question(of.asked)
    if isinstance(of, Unknown) and of.source:
        return cell(of, key)
    if isinstance(of, Bound) and of.name in ("c", "columns") and isinstance(key, str):
        return Bound(of, key)
    try:
        return of[key] if known(of) and known(key) else unknown_of(of)
    except (TypeError, KeyError, IndexError):
        return NOBODY_KNOWS


def _slice(reader: Reader, of: Any, node: ast.Slice, scope: Scope) -> Any:
    ends = [node.lower, node.upper, node.step]
    values = [None if one is None else reader.evaluate(one, scope) for one in ends]
    if isinstance(of, str | list | tuple) and all(v is None or isinstance(v, int) for v in values):
        return of[slice(*values)] if values[2] != 0 else NOBODY_KNOWS
    return unknown_of(of)


def _lambda(reader: Reader, node: ast.Lambda, scope: Scope) -> Any:
    return Function(node, scope, reader.module)


def _named(reader: Reader, node: ast.NamedExpr, scope: Scope) -> Any:
    scope.names[node.target.id] = value = reader.evaluate(node.value, scope)
    return value


def _inner(reader: Reader, node: ast.Await | ast.Starred, scope: Scope) -> Any:
    return reader.evaluate(node.value, scope)


EXPRESSIONS: dict[type, Callable[[Reader, Any, Scope], Any]] = {
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.Call: calling.call,
    ast.JoinedStr: _text,
    ast.BinOp: operators.binary,
    ast.BoolOp: truth.joined,
    ast.UnaryOp: truth.unary,
    ast.IfExp: truth.either,
    ast.Compare: questions.compared,
    ast.Tuple: _items(tuple),
    ast.List: _items(list),
    ast.Set: _items(set),
    ast.Dict: _dict,
    ast.Subscript: _subscript,
    ast.Lambda: _lambda,
    ast.NamedExpr: _named,
    ast.Await: _inner,
    ast.Yield: generators.yielded,
    ast.YieldFrom: generators.yielded,
    ast.Starred: _inner,
    ast.ListComp: comprehensions.listed,
    ast.SetComp: comprehensions.listed,
    ast.GeneratorExp: comprehensions.listed,
    ast.DictComp: comprehensions.keyed,
}
