"""One migration's functions run on paper: what Python says, without executing any of it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from toolkit.lint.effects import Asked, Blind, Effect, TooComplexError, about
from toolkit.lint.python.scope import Scope
from toolkit.lint.python.sizes import LARGEST
from toolkit.lint.python.values import NOBODY_KNOWS, Function, Module
from toolkit.lint.run import Run

MOST_STEPS = 60_000
DEEPEST = 15


class ReturnedError(Exception):
    """A function ended, with a value."""

    def __init__(self, value: Any = None) -> None:
        self.value = value


class BrokenOffError(Exception):
    """`break` or `continue`."""


Import = Callable[[str, int], "Module | None"]
"""Reads a module that is imported, by its name and the number of dots before it."""


class Language(NamedTuple):
    """How each type of node is read. A statement answers what of the database the rest of its block
    hangs on."""

    expressions: Mapping[type, Callable[[Reader, Any, Scope], Any]]
    statements: Mapping[type, Callable[[Reader, Any, Scope], Asked | None]]


@dataclass
class Reader:
    """`run` hears of every effect; without one nothing happens, as at the top of a file; `imported`
    is one that a migration asks for."""

    language: Language
    module: Module
    find: Import
    run: Run | None = None
    imported: bool = False
    steps: int = 0
    depth: int = 0
    converging: bool = False
    yielding: list[Callable[[Any], None]] = field(default_factory=list)
    """What is done with what the generators that are run now yield."""
    at: ast.AST | None = None
    """The call in this file by which functions of another one are run now."""
    types: set[Any] = field(default_factory=set)
    """Enum types that Alembic has made in this run, and does not make again."""

    def evaluate(self, node: ast.AST, scope: Scope) -> Any:
        """An Unknown where nobody can tell."""
        if type(node) is ast.Constant:
            return node.value
        self.steps += 1
        if self.steps > MOST_STEPS:  # as `step` does, without a call for each node
            raise TooComplexError
        how = self.language.expressions.get(type(node))
        return how(self, node, scope) if how else NOBODY_KNOWS

    def each(self, nodes: Sequence[ast.expr], scope: Scope) -> list[Any]:
        """Items of a list, or arguments; what has a star is taken apart."""
        found: list[Any] = []
        for one in nodes:
            if isinstance(one, ast.Starred):
                value = self.evaluate(one.value, scope)
                found += value if isinstance(value, list | tuple) else [NOBODY_KNOWS]
            else:
                found.append(self.evaluate(one, scope))
            if len(found) > LARGEST:
                raise TooComplexError
        return found

    def execute(self, body: Sequence[ast.stmt], scope: Scope) -> None:
        """One after the other; ReturnedError, BrokenOffError."""
        for number, node in enumerate(body):
            self.step()
            how = self.language.statements.get(type(node))
            asked = how(self, node, scope) if how is not None else None
            if asked is not None and self.run is not None:
                with self.run.leaving(about(asked)):
                    self.execute(body[number + 1 :], scope)
                return

    def call(
        self, node: ast.AST, function: Function, args: tuple[Any, ...], options: Mapping[str, Any]
    ) -> Any:
        """What it returns to whoever calls it at `node`; its effects happen."""
        if self.depth > DEEPEST:
            raise TooComplexError
        scope = Scope(self._bound(function, args, options), function.scope)
        self.depth += 1
        outer = self._called(node)
        try:
            with self._elsewhere(node, function.home):
                if isinstance(function.node, ast.Lambda):
                    return self.evaluate(function.node.body, scope)
                self.execute(function.node.body, scope)
        except ReturnedError as returned:
            return returned.value
        finally:
            self.depth -= 1
            if self.run is not None:
                self.run.call = outer
        return None

    def _called(self, node: ast.AST) -> ast.AST | None:
        """The call that the run knew of before; now it is this one, if upgrade() itself calls."""
        before = self.run.call if self.run is not None else None
        if self.run is not None and self.depth == 2:
            self.run.call = node
        return before

    def _bound(
        self, function: Function, args: tuple[Any, ...], options: Mapping[str, Any]
    ) -> dict[str, Any]:
        words = function.node.args
        places = [*words.posonlyargs, *words.args]
        found: dict[str, Any] = {}
        for word, default in zip(reversed(places), reversed(words.defaults), strict=False):
            found[word.arg] = self.evaluate(default, function.scope)
        for word, value in zip(words.kwonlyargs, words.kw_defaults, strict=True):
            if value is not None:
                found[word.arg] = self.evaluate(value, function.scope)
        found |= {word.arg: value for word, value in zip(places, args, strict=False)}
        names = {word.arg for word in (*places, *words.kwonlyargs)}
        found |= {name: value for name, value in options.items() if name in names}
        if words.vararg:
            found[words.vararg.arg] = tuple(args[len(places) :])
        if words.kwarg:
            found[words.kwarg.arg] = {n: v for n, v in options.items() if n not in names}
        return found

    def step(self) -> None:
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise TooComplexError

    @contextmanager
    def _elsewhere(self, node: ast.AST, home: Module) -> Iterator[None]:
        """What is done in the block is done at `node`, where it stands in another file."""
        before = self.at
        if before is None and home is not self.module:
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

    def use(self, node: ast.AST, type_: Any) -> None:
        """A column is made of a type, or becomes one of it."""
        if self.run is not None and not self.run.second and type_ is not None:
            self.run.uses.append((type_, self.at or node))

    def blind(self, node: ast.AST, why: str) -> None:
        if self.run is not None:
            self.run.unread(self.at or node, Blind(why))
