"""One migration's functions run on paper: what Python says, without executing any of it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from toolkit.lint.effects import Blind, Effect, TooComplexError
from toolkit.lint.python.values import Function, Module
from toolkit.lint.run import Run

MOST_STEPS = 60_000
DEEPEST = 15


class ReturnedError(Exception):
    """A function ended, with a value."""

    def __init__(self, value: Any = None) -> None:
        self.value = value


class BrokenOffError(Exception):
    """`break` or `continue`."""


@dataclass
class Scope:
    """Names of a function, and of what is around it."""

    names: dict[str, Any]
    outer: Scope | None = None

    def find(self, name: str, default: Any) -> Any:
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return scope.names[name]
            scope = scope.outer
        return default

    def put(self, name: str, value: Any) -> None:
        """Where it stands already."""
        scope: Scope | None = self
        while scope is not None and name not in scope.names:
            scope = scope.outer
        (scope or self).names[name] = value


Import = Callable[[str, int], "Module | None"]
"""Reads a module that is imported, by its name and the number of dots before it."""


@dataclass
class Reader:
    """`run` hears of every effect; without one nothing happens, as at the top of a file.
    `transactional`: Alembic keeps the revision in a transaction."""

    module: Module
    find: Import
    run: Run | None = None
    steps: int = 0
    depth: int = 0
    savepoints: int = 0
    converging: bool = False
    yielding: list[Callable[[Any], None]] = field(default_factory=list)
    """What is done with what the generators that are run now yield."""
    at: ast.AST | None = None
    """The call in this file by which functions of another one are run now."""
    types: set[Any] = field(default_factory=set)
    """Enum types that Alembic has made in this run, and does not make again."""

    def step(self) -> None:
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise TooComplexError

    @contextmanager
    def elsewhere(self, node: ast.AST, home: str) -> Iterator[None]:
        """What is done in the block is done at `node`, where it stands in another file."""
        before = self.at
        if before is None and home != self.module.path:
            self.at = node
        try:
            yield
        finally:
            self.at = before

    @contextmanager
    def converges(self) -> Iterator[None]:
        """What is done in the block looks at what is there by itself."""
        before, self.converging = self.converging, True
        try:
            yield
        finally:
            self.converging = before

    def do(self, node: ast.AST, *effects: Effect) -> None:
        """At a place of the file."""
        if self.run is not None:
            self.run.node, self.run.sql = self.at or node, ""
            for one in effects:
                self.run.do(replace(one, guarded=True, compared=True) if self.converging else one)

    def blind(self, node: ast.AST, why: str) -> None:
        if self.run is not None:
            self.run.unread(self.at or node, Blind(why))


def call(
    reader: Reader, function: Function, args: tuple[Any, ...], options: Mapping[str, Any]
) -> Any:
    """What it returns; its effects happen."""
    from toolkit.lint.python.expressions import evaluate
    from toolkit.lint.python.statements import execute

    if reader.depth > DEEPEST:
        raise TooComplexError
    scope = Scope(_bound(reader, function, args, options), function.scope)
    reader.depth += 1
    try:
        if isinstance(function.node, ast.Lambda):
            return evaluate(reader, function.node.body, scope)
        execute(reader, function.node.body, scope)
    except ReturnedError as returned:
        return returned.value
    finally:
        reader.depth -= 1
    return None


def _bound(
    reader: Reader, function: Function, args: tuple[Any, ...], options: Mapping[str, Any]
) -> dict[str, Any]:
    from toolkit.lint.python.expressions import evaluate

    words = function.node.args
    places = [*words.posonlyargs, *words.args]
    found: dict[str, Any] = {}
    for word, default in zip(reversed(places), reversed(words.defaults), strict=False):
        found[word.arg] = evaluate(reader, default, function.scope)
    for word, value in zip(words.kwonlyargs, words.kw_defaults, strict=True):
        if value is not None:
            found[word.arg] = evaluate(reader, value, function.scope)
    found |= {word.arg: value for word, value in zip(places, args, strict=False)}
    names = {word.arg for word in (*places, *words.kwonlyargs)}
    found |= {name: value for name, value in options.items() if name in names}
    if words.vararg:
        found[words.vararg.arg] = tuple(args[len(places) :])
    if words.kwarg:
        found[words.kwarg.arg] = {n: v for n, v in options.items() if n not in names}
    return found
