"""Statements: what happens when a function is run."""

from __future__ import annotations

import ast
from collections.abc import Callable
from functools import partial
from typing import Any

from toolkit.lint.effects import Asked, Effect, TooComplexError, Verb
from toolkit.lint.python import blocks, branches, imports, loops, made
from toolkit.lint.python.reader import BrokenOffError, Reader, ReturnedError
from toolkit.lint.python.scope import Scope
from toolkit.lint.python.values import (
    NOBODY_KNOWS,
    Class,
    Connected,
    Function,
    Instance,
    Later,
    Unknown,
)


def _expression(reader: Reader, node: Any, scope: Scope) -> None:
    reader.evaluate(node.value, scope)


def _assign(reader: Reader, node: Any, scope: Scope) -> None:
    value = reader.evaluate(node.value, scope)
    for target in node.targets:
        _put(reader, target, value, scope)


def _put(reader: Reader, target: ast.AST, value: Any, scope: Scope) -> None:
    if isinstance(target, ast.Attribute):
        of = reader.evaluate(target.value, scope)
        if isinstance(of, Unknown) and of.source and of.source.table and not of.place:
            if made.advances(value, target.attr):
                why = f"{target.attr} is made of what it was before"
                reader.do(target, Effect(Verb.ADVANCE, of.source.table, why=why))
            return
        if isinstance(of, Instance):
            of.attributes[target.attr] = value
        if isinstance(of, Connected) and target.attr == "autocommit" and reader.run is not None:
            reader.run.autocommit = value is True
    elif isinstance(target, ast.Subscript):
        of, key = reader.evaluate(target.value, scope), reader.evaluate(target.slice, scope)
        if isinstance(of, dict | list):
            try:
                of[key] = value
            except (TypeError, IndexError):
                return
        elif isinstance(of, Unknown) and (more := made.grown(of, key, value)):
            scope.grow(target.value, more)
    else:
        scope.bind(target, value)


def _annotated(reader: Reader, node: Any, scope: Scope) -> None:
    if node.value is not None:
        scope.bind(node.target, reader.evaluate(node.value, scope))


def _augmented(reader: Reader, node: Any, scope: Scope) -> None:
    combined = ast.BinOp(left=node.target, op=node.op, right=node.value)
    _put(reader, node.target, reader.evaluate(ast.copy_location(combined, node), scope), scope)


def _return(reader: Reader, node: Any, scope: Scope) -> None:
    raise ReturnedError(None if node.value is None else reader.evaluate(node.value, scope))


def _function(reader: Reader, node: Any, scope: Scope) -> None:
    scope.names[node.name] = Function(node, scope, reader.module)


def _class(reader: Reader, node: Any, scope: Scope) -> None:
    """Most of what stands in an imported file is never asked for."""
    found = Later(partial(_asked, reader, node, scope)) if reader.imported else None
    scope.names[node.name] = found or _made(reader, node, scope)


def _made(reader: Reader, node: Any, scope: Scope) -> Class:
    inner = Scope({}, scope)
    bases = tuple(reader.evaluate(one, scope) for one in node.bases)
    reader.execute(node.body, inner)
    return Class(node.name, bases, inner.names, node)


def _asked(reader: Reader, node: Any, scope: Scope) -> Any:
    try:
        return _made(reader, node, scope)
    except (ReturnedError, BrokenOffError, TooComplexError, RecursionError):
        return NOBODY_KNOWS


STATEMENTS: dict[type, Callable[[Reader, Any, Scope], Asked | None]] = {
    ast.Expr: _expression,
    ast.Assign: _assign,
    ast.AnnAssign: _annotated,
    ast.AugAssign: _augmented,
    ast.If: branches.if_,
    ast.For: loops.for_,
    ast.AsyncFor: loops.for_,
    ast.While: loops.while_,
    ast.With: blocks.with_,
    ast.AsyncWith: blocks.with_,
    ast.Try: blocks.try_,
    ast.TryStar: blocks.try_,
    ast.Return: _return,
    ast.Raise: blocks.raised,
    ast.Break: loops.broken_off,
    ast.Continue: loops.broken_off,
    ast.FunctionDef: _function,
    ast.AsyncFunctionDef: _function,
    ast.ClassDef: _class,
    ast.Match: branches.match_,
    ast.Import: imports.plain,
    ast.ImportFrom: imports.of_names,
}
