"""What becomes of the effects of a revision in either run of it."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from enum import StrEnum

from toolkit.lint.effects import Effect, Name


class Came(StrEnum):
    """What an effect came to."""

    DONE = "done"
    SAME = "same"
    FAILS = "fails"
    CHANGES = "changes"


@dataclass
class Event:
    """One effect of a revision, `offset` characters into the SQL at `node`. `first` and `again` are
    None where a run did not get there. `question`: what it depends on was asked of the database.
    `durable`: committed before the stamp is. `excepted`: its error is caught where nothing makes it
    harmless. `reached`: nothing before it ends the second run. `transaction`: a number that those
    of the same transaction share, unless they are `autocommit`. `text`: of its SQL. `lacking`: it
    fails again because this is gone, which it works on. `elsewhere`: what has its name again, or
    that of its key, lies on another table: one that was here, and was renamed."""

    effect: Effect
    node: ast.AST
    offset: int = 0
    length: int = 0
    first: Came | None = None
    again: Came | None = None
    question: bool = False
    durable: bool = False
    autocommit: bool = False
    excepted: bool = False
    reached: bool = False
    lacking: Name | None = None
    elsewhere: bool = False
    error: str = ""
    """What PL/pgSQL calls that of the second run."""
    renamed: bool = False
    """What it would rename has its new name then."""
    about: frozenset[Name] = frozenset()
    """Tables of which an answer would have ended the run before it."""
    calls: tuple[ast.AST, ...] = ()
    """Of upgrade() itself, by which functions were run that do it."""
    transaction: int = 0
    text: str = ""

    @property
    def misbehaves(self) -> bool:
        return self.again in (Came.FAILS, Came.CHANGES)


class LeaveError(Exception):
    """The rest is not run."""


@dataclass
class CaughtError(Exception):
    """An effect that fails in a block that expects it, by PL/pgSQL's name of the error."""

    name: str


def worse(one: Came | None, other: Came) -> Came:
    order = (Came.SAME, Came.DONE, Came.CHANGES, Came.FAILS)
    return other if one is None else max(one, other, key=order.index)
