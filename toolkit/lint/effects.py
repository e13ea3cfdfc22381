"""What a statement does to a database, and what it asks: the words that Python and SQL share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple


class Name(NamedTuple):
    """What an object is known by; `table` is "" for what hangs on none, `schema` for `public`."""

    kind: str
    schema: str
    table: str
    name: str

    def __str__(self) -> str:
        return ".".join(part for part in self[1:] if part)


class TooComplexError(Exception):
    """More than anybody writes: it is not read any further."""


COMPLEX = "it is too complex to be read"

LONGEST = 63
"""Bytes of a name."""
LISTED = "hive_listed_"
"""Names that begin so were read from the database: whatever has one is there."""


def default_name(table: str, columns: Sequence[str], label: str) -> str:
    """What PostgreSQL calls what has no name, where that is not taken (ChooseRelationName,
    makeObjectName): the longer of both parts is cut where it is too long for one."""
    one, other = table, "_".join(columns)
    room = LONGEST - len(label) - (2 if other else 1)
    while len(one.encode()) + len(other.encode()) > room:
        one, other = (one[:-1], other) if len(one) > len(other) else (one, other[:-1])
    return "_".join(part for part in (one, other, label) if part)


class Verb(StrEnum):
    """What is done to an object."""

    CREATE = "create"
    DROP = "drop"
    RENAME = "rename"
    ALTER = "alter"
    """Its end is the same however often it is done."""
    ADVANCE = "advance"
    """Its end is another one each time: `x = x + 1`, a type changed by an expression of the old."""
    INSERT = "insert"
    DELETE = "delete"
    READ = "read"
    COMMIT = "commit"
    """Everything by now is durable."""


@dataclass(frozen=True)
class Effect:
    """One thing that is done. `guarded`: it says itself that it may be done already (IF NOT EXISTS,
    OR REPLACE, ON CONFLICT, checkfirst). `unnamed`: PostgreSQL finds a name, and another one where
    that is taken.
    `to`: what it is called afterwards. `parts`: what comes and goes with it, in one statement.
    `on`: the table that an index lies on, or of which a table is a partition; `columns`: those of
    its table that it lies on. `why`: a word on what ADVANCE advances.
    """

    verb: Verb
    name: Name
    guarded: bool = False
    unnamed: bool = False
    compared: bool = False
    """What is there is held against what is declared, as `ensure` does; it is `guarded` too."""
    to: Name | None = None
    parts: tuple[Effect, ...] = ()
    on: Name | None = None
    columns: tuple[str, ...] = ()
    concurrently: bool = False
    whole: bool = False
    """Of a table: all its columns are among the parts."""
    why: str = ""
    needs: tuple[Name, ...] = ()
    """What must be there for it to work at all."""
    reads: bool = False
    """Of a table: it is made of what a query returns, which is read though it be there."""
    cascade: bool = False
    """Of a drop: what needs it goes with it."""
    temporary: bool = False
    """Of a table: gone with its session."""
    method: str = ""
    """Of an index: its access method, where it is not the usual one."""
    bare: tuple[str, ...] = ()
    """Of an index: those of its columns that have no operator class."""
    type: str = ""
    """Of a column: what PostgreSQL calls its type, "" where that is not known."""
    taken: tuple[str, ...] = ()
    """Of rows that a query gives or a DELETE takes: which, each set of them in the same words."""
    error: str = ""
    """What PL/pgSQL calls the error of doing it again, where that is not its kind's usual one."""


@dataclass(frozen=True)
class Asked:
    """Whether something is there, as far as it can be told from what is asked. `weight`: how many
    questions it is made of; TooComplexError."""

    weight: int = field(default=1, init=False, compare=False, repr=False)

    def _weigh(self, parts: Sequence[Asked]) -> None:
        weight = 1 + sum(one.weight for one in parts)
        if weight > HEAVIEST:
            raise TooComplexError
        object.__setattr__(self, "weight", weight)


HEAVIEST = 2_000


@dataclass(frozen=True)
class Exists(Asked):
    name: Name


@dataclass(frozen=True)
class Not(Asked):
    of: Asked

    def __post_init__(self) -> None:
        self._weigh((self.of,))


@dataclass(frozen=True)
class Several(Asked):
    of: tuple[Asked, ...]

    def __post_init__(self) -> None:
        self._weigh(self.of)


@dataclass(frozen=True)
class All(Several):
    """Each of them holds."""


@dataclass(frozen=True)
class Any(Several):
    """One of them holds."""


@dataclass(frozen=True)
class Unclear(Asked):
    """`of_data`: the database was asked for something that is no question of existence; `about`
    are the tables that hold it, none where that is not known."""

    of_data: bool = False
    about: frozenset[Name] = field(default=frozenset(), compare=False)


@dataclass(frozen=True)
class Do:
    """An effect at its place: `offset` and `length` in characters of the SQL, 0 and 0 in Python."""

    effect: Effect
    offset: int = 0
    length: int = 0


@dataclass(frozen=True)
class If:
    """One of two ways."""

    asked: Asked
    then: Sequence[Instruction] = ()
    otherwise: Sequence[Instruction] = ()


@dataclass(frozen=True)
class Try:
    """Errors of `caught`, conditions of PL/pgSQL or "others", end the block without harm."""

    body: Sequence[Instruction]
    caught: frozenset[str] = frozenset()
    handlers: Sequence[Instruction] = ()


@dataclass(frozen=True)
class Leave:
    """What follows is not run: RETURN."""


@dataclass(frozen=True)
class Blind:
    """What cannot be read, and why."""

    why: str
    offset: int = 0
    length: int = 0


@dataclass(frozen=True)
class Define:
    """A function is there from now on, whose body is read when it is called."""

    name: str
    body: Callable[[], Sequence[Instruction]]


@dataclass(frozen=True)
class Invoke:
    """A function is called; those that the revision does not make do nothing."""

    name: str
    offset: int = 0
    length: int = 0


Instruction = Do | If | Try | Leave | Blind | Define | Invoke


@dataclass(frozen=True)
class Source:
    """What rows are read from: `table` of a model, their `columns` in order, those that the query
    `asked` something of, tables `without` rows of which they are."""

    table: Name | None = None
    columns: tuple[str, ...] = ()
    asked: frozenset[str] = frozenset()
    without: frozenset[Name] = frozenset()


def is_clear(asked: Asked) -> bool:
    """Whether it is of nothing but what is there."""
    return all(isinstance(one, Exists) for one in _leaves(asked))


def of_data(asked: Asked) -> bool:
    """Whether the database is asked at all."""
    return any(
        isinstance(one, Exists) or (isinstance(one, Unclear) and one.of_data)
        for one in _leaves(asked)
    )


def about(asked: Asked) -> frozenset[Name]:
    """The tables that it is all about; none where that is not known."""
    found = [one.about if isinstance(one, Unclear) else frozenset() for one in _leaves(asked)]
    return frozenset().union(*found) if all(found) else frozenset()


def _leaves(asked: Asked) -> Iterator[Asked]:
    """The questions that it is made of."""
    if isinstance(asked, Not):
        yield from _leaves(asked.of)
    elif isinstance(asked, Several):
        for one in asked.of:
            yield from _leaves(one)
    else:
        yield asked
