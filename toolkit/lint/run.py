"""A revision run twice on paper: what each effect comes to the first time, and right after it.

The first time everything that the revision needs is taken to be as it needs it; the second time
begins with what the first one left.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from toolkit.lint import effects
from toolkit.lint.conditions import condition
from toolkit.lint.effects import (
    Asked,
    Blind,
    Define,
    Do,
    Effect,
    If,
    Instruction,
    Invoke,
    Leave,
    Name,
    Not,
    TooComplexError,
    Try,
    Verb,
)
from toolkit.lint.schema import Schema
from toolkit.lint.wide import RELATION

MOST = 3_000
"""Places where something is done, or is not read."""
DEAREST = 5_000_000
"""Names that are looked through."""
LISTED = "hive_listed_"
"""Names that begin so were read from the database: whatever has one is there."""


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
    fails again because something is gone that it works on."""

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
    lacking: bool = False
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


@dataclass
class Run:
    """Both runs of one function. `blind` is what could not be read; `asked` is what an `if` of
    Python asked the database; `sql` is what is executed at `node`."""

    schema: Schema = field(default_factory=Schema)
    events: list[Event] = field(default_factory=list)
    blind: list[tuple[ast.AST, Blind]] = field(default_factory=list)
    second: bool = False
    autocommit: bool = False
    node: ast.AST = field(default_factory=ast.Pass)
    sql: str = ""
    asked: list[tuple[ast.AST, Asked]] = field(default_factory=list)
    transaction: int = 0
    effects: int = 0
    straight: bool = True
    """Nothing was asked, and no error caught: the second run cannot go another way."""
    constants: dict[int, Any] = field(default_factory=dict)
    """What calls return that have nothing but constants in them, by their nodes."""
    _index: dict[tuple[object, ...], Event] = field(default_factory=dict)
    _done: list[tuple[Event, bool, int]] = field(default_factory=list)
    _blind: set[tuple[ast.AST, Blind]] = field(default_factory=set)
    _spent: int = 0
    _open: list[Event] = field(default_factory=list)
    _caught: list[frozenset[str]] = field(default_factory=list)
    _asking: int = 0
    _excepting: int = 0
    _draining: int = 0
    _left_out: frozenset[Name] = frozenset()
    _functions: dict[str, Callable[[], Sequence[Instruction]]] = field(default_factory=dict)
    _place: tuple[int, int] | None = None
    _ended: bool = False
    _chosen: dict[int, bool] = field(default_factory=dict)

    def again(self) -> None:
        """The second run begins."""
        self.second = True
        self.autocommit = False
        self.schema.emptied.clear()
        self.schema.end_session()
        self._caught.clear()
        self._asking = self._excepting = 0

    def do_all(self, instructions: Sequence[Instruction]) -> None:
        """LeaveError where they end early."""
        for one in instructions:
            if isinstance(one, Do):
                self.do(one.effect, one.offset, one.length)
            elif isinstance(one, If):
                self._if(one)
            elif isinstance(one, Try):
                self._try(one)
            elif isinstance(one, Leave):
                raise LeaveError
            elif isinstance(one, Define):
                self._functions[one.name] = one.body
            elif isinstance(one, Invoke):
                self._invoke(one)
            else:
                self.unread(self.node, one)

    def do(self, effect: Effect, offset: int = 0, length: int = 0) -> None:
        """CaughtError where it fails and that is expected."""
        event = self._event(self._around(effect), *(self._place or (offset, length)))
        if not self.second:
            self._done.append((event, self.autocommit, self._excepting))
        self._judge(event)

    def _around(self, effect: Effect) -> Effect:
        """What it comes to where it stands."""
        if effect.verb is Verb.DELETE and effect.why and self._draining:
            return replace(effect, why="")
        if effect.verb is Verb.INSERT and effect.name in self._left_out:
            return replace(effect, guarded=True)
        return effect

    def repeat(self) -> None:
        """The second run of one that is straight: the same effects, in the same order."""
        for event, autocommit, excepting in self._done:
            self.autocommit, self._excepting = autocommit, excepting
            self._judge(event)

    def _judge(self, event: Event) -> None:
        self.effects += 1
        effect = event.effect
        if effect.verb in (Verb.DROP, Verb.RENAME):
            self._spent += len(self.schema.there)
            if self._spent > DEAREST:
                raise TooComplexError
        lacking = self.second and self._lacking(effect)
        event.lacking = event.lacking or lacking
        came = Came.FAILS if lacking else self._came(effect)
        error = condition_of(effect) if came is Came.FAILS else ""
        expected = error and any(error in one or "others" in one for one in self._caught)
        self._note(event, Came.SAME if expected else came)
        if expected:
            raise CaughtError(error)
        if effect.verb is Verb.COMMIT:
            self.commit()

    def unread(self, node: ast.AST, blind: Blind) -> None:
        """Counted once, though it is met twice."""
        if (node, blind) not in self._blind and len(self._blind) < MOST:
            self._blind.add((node, blind))
            self.blind.append((node, blind))

    def commit(self) -> None:
        """Whatever was done by now is durable."""
        self.transaction += 1
        for one in self._open:
            one.durable = True
        self._open.clear()

    @property
    def is_asking(self) -> bool:
        """Whether what is done now hangs on what the database was asked."""
        return self._asking > 0

    @contextmanager
    def asking(self, *, of_data: bool) -> Iterator[None]:
        """What is done in the block hangs on what the database was asked."""
        self._asking += of_data
        try:
            yield
        finally:
            self._asking -= of_data

    @contextmanager
    def to_the_end(self) -> Iterator[None]:
        """The block is gone through until there is nothing left to do."""
        self._draining += 1
        try:
            yield
        finally:
            self._draining -= 1

    @contextmanager
    def leaving_out(self, tables: frozenset[Name]) -> Iterator[None]:
        """What those have already is not met in the block."""
        before, self._left_out = self._left_out, self._left_out | tables
        try:
            yield
        finally:
            self._left_out = before

    @contextmanager
    def excepting(self) -> Iterator[None]:
        """Errors are caught in the block, but they end the transaction."""
        self._excepting += 1
        try:
            yield
        finally:
            self._excepting -= 1

    @contextmanager
    def catching(self, caught: frozenset[str]) -> Iterator[None]:
        """Errors of those conditions end the block without harm."""
        self.straight = False
        self._caught.append(caught)
        depth = len(self._caught)
        try:
            yield
        except CaughtError as error:
            if not caught & {error.name, "others"}:
                raise
        finally:
            del self._caught[depth - 1 :]

    def choose(self, asked: Asked, key: int, *, then: bool) -> tuple[bool, bool]:
        """Whether the first of two ways is taken, and whether that hangs on data. What nobody can
        answer the first time is answered by `then`: whether anything is done that way."""
        self.straight = False
        holds = condition(asked, self.schema)
        if holds is None:
            clear = effects.is_clear(asked)
            holds = self._chosen.setdefault(key, then)
            if not self.second and clear:
                self._assume(asked, holds)
            return holds, effects.of_data(asked) and (self.second or not clear)
        return holds, False

    def _assume(self, asked: Asked, holds: bool) -> None:
        while isinstance(asked, Not):
            asked, holds = asked.of, not holds
        if isinstance(asked, effects.Exists):
            self.schema.there.setdefault(asked.name, holds)
        elif (isinstance(asked, effects.All) and holds) or (
            isinstance(asked, effects.Any) and not holds
        ):
            for one in asked.of:
                self._assume(one, holds)

    def _invoke(self, one: Invoke) -> None:
        body = self._functions.get(one.name)
        if body is None or self._place is not None:
            return  # what a function calls is not followed
        self._place = one.offset, one.length
        try:
            with suppress(LeaveError):
                self.do_all(body())
        finally:
            self._place = None

    def _if(self, one: If) -> None:
        holds, of_data = self.choose(one.asked, id(one), then=_does(one.then))
        with self.asking(of_data=of_data):
            self.do_all(one.then if holds else one.otherwise)

    def _try(self, one: Try) -> None:
        with self.catching(one.caught):
            self.do_all(one.body)

    def _event(self, effect: Effect, offset: int, length: int) -> Event:
        key = (id(self.node), offset, effect.verb, effect.name)
        event = self._index.get(key)
        if event is None:
            if len(self.events) >= MOST:
                raise TooComplexError
            event = self._index[key] = Event(effect, self.node, offset, length)
            event.text = self.sql[offset : offset + length]
            event.transaction = self.transaction
            self.events.append(event)
        return event

    def _note(self, event: Event, came: Came) -> None:
        if self.second:
            event.again = _worse(event.again, came)
            event.reached = event.reached or not self._ended
            self._ended = self._ended or (came is Came.FAILS and not self._asking)
        else:
            event.first = _worse(event.first, came)
            event.durable = event.durable or self.autocommit
            self._open.append(event)
        event.autocommit = self.autocommit
        event.question = event.question or self._asking > 0
        event.excepted = event.excepted or self._excepting > 0

    def _came(self, effect: Effect) -> Came:
        verb, name = effect.verb, effect.name
        if verb is Verb.CREATE:
            return self._create(effect)
        if verb is Verb.DROP:
            return self._drop(effect)
        if verb is Verb.RENAME:
            return self._rename(effect)
        if verb is Verb.ADVANCE:
            return Came.CHANGES
        if verb is Verb.DELETE:
            self.schema.emptied.add(name)
            self.schema.taken.update(effect.taken)
            return Came.CHANGES if effect.why and self.second else Came.SAME
        if verb is Verb.INSERT:
            return self._insert(effect)
        return Came.SAME

    def _insert(self, effect: Effect) -> Came:
        emptied = effect.name in self.schema.emptied
        if self.second and not self.schema.taken.isdisjoint(effect.taken):
            return Came.CHANGES if emptied else Came.SAME  # there is nothing left to insert
        return Came.SAME if effect.guarded or emptied else Came.CHANGES

    def _lacking(self, effect: Effect) -> bool:
        """Whether something is gone that it works on."""
        if effect.verb is Verb.CREATE and effect.guarded and self.schema.exists(effect.name):
            return False  # it is skipped before anything is looked at
        works_on = effect.verb in (Verb.ADVANCE, Verb.INSERT, Verb.DELETE)
        works_on = works_on or (effect.verb is Verb.ALTER and not effect.guarded)
        needed = (*effect.needs, effect.name) if works_on else effect.needs
        return any(
            self.schema.exists(_relation(one)) is False and not one.name.startswith(LISTED)
            for one in needed
        )

    def _create(self, effect: Effect) -> Came:
        if self.schema.exists(effect.name):
            if effect.unnamed and not effect.guarded:
                return Came.CHANGES  # another one, of another name
            return Came.SAME if effect.guarded else Came.FAILS
        self.schema.create(effect)
        return Came.DONE

    def _drop(self, effect: Effect) -> Came:
        there = self.schema.exists(effect.name)
        listed = effect.name.name.startswith(LISTED)
        self.schema.drop(effect.name, cascade=effect.cascade)
        if listed:
            self.schema.forget(effect.name)
        if there is False and not listed:
            return Came.SAME if effect.guarded else Came.FAILS
        return Came.DONE

    def _rename(self, effect: Effect) -> Came:
        assert effect.to is not None
        there = self.schema.exists(effect.name)
        if there is False:
            return Came.SAME if effect.guarded else Came.FAILS
        taken = self.schema.exists(effect.to)
        self.schema.rename(effect.name, effect.to)
        return Came.FAILS if taken else Came.DONE


def _relation(name: Name) -> Name:
    """What is read or altered as a table may be a view as well."""
    return name._replace(kind=RELATION) if name.kind == "table" else name


def _does(instructions: Sequence[Instruction]) -> bool:
    return any(not isinstance(one, Leave) for one in instructions)


def _worse(one: Came | None, other: Came) -> Came:
    order = (Came.SAME, Came.DONE, Came.CHANGES, Came.FAILS)
    return other if one is None else max(one, other, key=order.index)


DUPLICATE = {
    "table": "duplicate_table",
    "view": "duplicate_table",
    "materialized view": "duplicate_table",
    "index": "duplicate_table",
    "sequence": "duplicate_table",
    "column": "duplicate_column",
    "schema": "duplicate_schema",
    "function": "duplicate_function",
}
UNDEFINED = {
    "table": "undefined_table",
    "view": "undefined_table",
    "sequence": "undefined_table",
    "column": "undefined_column",
    "function": "undefined_function",
    "schema": "invalid_schema_name",
}


def condition_of(effect: Effect) -> str:
    """What PL/pgSQL calls the error that it fails with."""
    kind = effect.name.kind
    if effect.error:
        return effect.error
    if effect.verb is Verb.CREATE:
        return DUPLICATE.get(kind, "duplicate_object")
    if effect.verb is Verb.INSERT:
        return "unique_violation"
    return UNDEFINED.get(kind, "undefined_object")
