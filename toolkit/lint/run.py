"""A revision run twice on paper: what each effect comes to the first time, and right after it.

The first time everything that the revision needs is taken to be as it needs it; the second time
begins with what the first one left.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace

from toolkit.lint import effects
from toolkit.lint.coming import came, lacking
from toolkit.lint.conditions import assume, condition
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
    TooComplexError,
    Try,
    Verb,
)
from toolkit.lint.error_names import condition_of, undefined
from toolkit.lint.events import Came, CaughtError, Event, LeaveError, worse
from toolkit.lint.schema import Schema

MOST = 3_000
"""Places where something is done, or is not read."""
DEAREST = 5_000_000
"""Names that are looked through."""


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
    uses: list[tuple[object, ast.AST]] = field(default_factory=list)
    """Types of columns, as Python has them."""
    ensured: set[str] = field(default_factory=set)
    """Enum types that `ensure` makes."""
    straight: bool = True
    """Nothing was asked, and no error caught: the second run cannot go another way."""
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
    _about: frozenset[Name] = frozenset()
    made: dict[int, list[Name]] = field(default_factory=dict)
    """By blocks that are run once."""
    call: ast.AST | None = None
    """Of the function that is run, by which another one is run now."""
    _chosen: dict[int, bool] = field(default_factory=dict)

    def again(self) -> None:
        """The second run begins."""
        self.second = True
        self.autocommit = False
        self.schema.emptied.clear()
        self.schema.end_session()
        self._caught.clear()
        self._asking = self._excepting = 0
        for one in self.events:
            one.question = one.question or (bool(one.about) and self._touches(one.about))

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
        gone = lacking(effect, self.schema) if self.second else None
        if gone and effect.verb is Verb.READ and not event.lacking:
            self.events.append(event)  # a query that finds what it reads is worth no word
        event.lacking = event.lacking or gone
        error = undefined(gone) if gone else condition_of(effect, taken=self._taken(effect))
        again = self.second and effect.verb is Verb.CREATE
        elsewhere = again and self.schema.elsewhere(effect)
        event.elsewhere = event.elsewhere or elsewhere
        end = Came.FAILS
        if not gone:
            end = came(effect, self.schema, second=self.second, elsewhere=elsewhere)
        expected = end is Came.FAILS and any(
            error in one or "others" in one for one in self._caught
        )
        if self.second and end is Came.FAILS:
            event.error = error
            event.renamed = bool(effect.to and self.schema.exists(effect.to))
        self._note(event, Came.SAME if expected else end)
        if expected:
            raise CaughtError(error)
        if effect.verb is Verb.COMMIT:
            self.commit()

    def _taken(self, effect: Effect) -> bool:
        """Whether what is renamed is there, or what ALTER TABLE takes for it, as it does a view:
        then it is the new name that stands in the way."""
        if effect.verb is not Verb.RENAME:
            return False
        name, view = effect.name, effect.name._replace(kind="view")
        stands_in = name.kind == "table" and self.schema.exists(view)
        return bool(stands_in) or self.schema.exists(name) is not False

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
    def leaving(self, about: frozenset[Name]) -> Iterator[None]:
        """What is done in the block is not, if the database says so: the same both times where
        what it says is about tables that the revision leaves alone."""
        if not about or (self.second and self._touches(about)):
            with self.asking(of_data=True):
                yield
            return
        before, self._about = self._about, self._about | about
        try:
            yield
        finally:
            self._about = before

    def _touches(self, about: frozenset[Name]) -> bool:
        """Tables may be views as well."""
        known = {(one.schema, one.name) for one in about}
        names = (one.effect.name for one in self.events)
        return bool(self.blind) or any(
            (one.schema, one.table or one.name) in known for one in names
        )

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
                assume(asked, self.schema, holds=holds)
            return holds, effects.of_data(asked) and (self.second or not clear)
        return holds, False

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
            if effect.verb is not Verb.READ:
                self.events.append(event)
        if self.call is not None and self.call not in event.calls:
            event.calls = (*event.calls, self.call)
        return event

    def _note(self, event: Event, came: Came) -> None:
        if self.second:
            event.again = worse(event.again, came)
            event.reached = event.reached or not self._ended
            self._ended = self._ended or (came is Came.FAILS and not self._asking)
        else:
            event.first = worse(event.first, came)
            event.durable = event.durable or self.autocommit
            self._open.append(event)
        event.autocommit = self.autocommit
        event.question = event.question or self._asking > 0
        event.about |= self._about
        event.excepted = event.excepted or self._excepting > 0


def _does(instructions: Sequence[Instruction]) -> bool:
    return any(not isinstance(one, Leave) for one in instructions)
