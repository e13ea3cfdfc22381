"""What an expression of a migration is worth, as far as its text alone tells."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from toolkit.lint.effects import Asked, Source, TooComplexError

NO_SOURCE = Source()
YIELDS = (ast.Yield, ast.YieldFrom)
HOLE = "hive_hole_"
"""Begins the word that stands in a text for what is not known, for one expression the same."""


@dataclass(frozen=True)
class Unknown:
    """`of_data`: it came from the database; a row of `source`, or what stood at a `place` of one:
    a column, and keys within. `made`: places whose values were added to something."""

    of_data: bool = False
    source: Source | None = None
    place: tuple[str, ...] = ()
    made: frozenset[tuple[Any, ...]] = frozenset()


NOBODY_KNOWS, FROM_DATA = Unknown(), Unknown(of_data=True)


Arguments = tuple[Any, ...]
Options = Mapping[str, Any]


@dataclass(frozen=True)
class Ref:
    """Something that was imported, by its full name."""

    path: str


@dataclass(eq=False)
class Call:
    """What a call of something imported returned: SQLAlchemy's constructs, mostly. `steps` are the
    methods that were called on it since."""

    path: str
    args: tuple[Any, ...]
    options: Mapping[str, Any]
    node: ast.AST
    steps: tuple[Call, ...] = ()
    weight: int = field(default=1, init=False)
    """How many calls it is made of; TooComplexError."""
    name: str = field(init=False)
    """The last part of the path."""

    def __post_init__(self) -> None:
        self.name = self.path.rpartition(".")[2]
        for one in (*self.args, *self.options.values(), *self.steps):
            if type(one) not in LIGHT:
                self.weight += weight(one)
        if self.weight > HEAVIEST:
            raise TooComplexError

    def argument(self, number: int, name: str, default: Any = None) -> Any:
        """By its place or its name."""
        if len(self.args) > number:
            return self.args[number]
        return self.options.get(name, default)


@dataclass(eq=False)
class Function:
    """Defined in a file that was read: `home`."""

    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    scope: Any
    home: Module

    @cached_property
    def yields(self) -> bool:
        """Whether a call of it makes a generator."""
        body = self.node.body
        nodes = body if isinstance(body, list) and self.home.yields else []
        return any(isinstance(one, YIELDS) for node in nodes for one in ast.walk(node))


@dataclass(eq=False)
class Class:
    """Defined in a file that was read: its name, bases and what stands in its body."""

    name: str
    bases: tuple[Any, ...]
    attributes: dict[str, Any]
    node: ast.AST


@dataclass(eq=False)
class Instance:
    """Of a class of the file's own, made with `options`."""

    of: Class
    args: tuple[Any, ...]
    options: Mapping[str, Any]
    attributes: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Bound:
    """A method that is not called yet."""

    of: Any
    name: str


@dataclass(eq=False)
class Partial:
    """A function, with what it is given already."""

    function: Any
    args: tuple[Any, ...]
    options: Mapping[str, Any]


@dataclass(frozen=True)
class Question:
    """A yes or no that the database has."""

    asked: Asked


@dataclass(frozen=True)
class Listing:
    """What there is of a kind, on a table or everywhere: descriptions, or `names` alone."""

    kind: str
    schema: str = ""
    table: str = ""
    names: bool = False


@dataclass(frozen=True)
class Listed:
    """One of a listing, or its name."""

    of: Listing
    name: bool = False


@dataclass(frozen=True)
class Rows:
    """What a query returned."""

    asked: Asked
    source: Source = NO_SOURCE
    each: Any = None
    """What was made of every one."""


@dataclass(eq=False)
class Inspector:
    """SQLAlchemy's, of the database that is migrated."""


JOINED = "joined"
"""A session of the connection that migrates."""


@dataclass(eq=False)
class Connected:
    """Whatever executes SQL: a bind, connection, session, context. `savepoint`: within one."""

    what: str


@dataclass(eq=False)
class Batch:
    """`batch_alter_table`, of one table."""

    table: Any
    schema: Any = ""
    converging: bool = False


@dataclass(frozen=True)
class FirstTime:
    """What `ensure.first_time` gives: one turn, and none when it is run again."""


@dataclass(eq=False)
class Module:
    """A file that was read. `yields`: it may have generators."""

    path: str
    scope: dict[str, Any] = field(default_factory=dict)
    yields: bool = True


@dataclass(eq=False)
class Later:
    """An import that is looked up when somebody asks for it; `found` has it then."""

    look: Callable[[], Any]
    found: Any = None

    def value(self) -> Any:
        if self.found is None:
            self.found = NOBODY_KNOWS  # who asks in a circle gets no more
            self.found = self.look()
        return self.found


@dataclass(frozen=True)
class File:
    """One on disk, or what was opened of it."""

    path: Path


def known(value: Any) -> bool:
    """Whether it is a plain value of Python's."""
    return value is None or isinstance(value, str | int | float | bytes | tuple | list | dict | set)


def unknown_of(*values: Any) -> Unknown:
    """What is made of values where nobody can tell what: FROM_DATA where one came from there."""
    data = (Listed, Listing, Rows, Question)
    found = any(isinstance(v, data) or (isinstance(v, Unknown) and v.of_data) for v in values)
    return FROM_DATA if found else NOBODY_KNOWS


LIGHT = frozenset({str, int, bool, float, bytes, type(None)})
"""Of what most values are: no call is within."""
HEAVIEST = 20_000
"""Of calls within one."""


def weight(value: Any) -> int:
    """How many calls there are in it."""
    while isinstance(value, Bound):
        value = value.of
    if isinstance(value, Call):
        return value.weight
    if isinstance(value, list | tuple):
        return sum(map(weight, value))
    return sum(map(weight, value.values())) if isinstance(value, dict) else 0
