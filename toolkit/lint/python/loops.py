"""Loops: over what is known, over what the database lists or has, until nothing is left."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from contextlib import nullcontext, suppress
from typing import Any

from toolkit.lint.effects import Asked, Effect, Verb
from toolkit.lint.python import executing
from toolkit.lint.python.generators import Generator, listed
from toolkit.lint.python.made import row_of
from toolkit.lint.python.reader import BrokenOffError, Reader
from toolkit.lint.python.scope import Scope
from toolkit.lint.python.sought import Sought
from toolkit.lint.python.values import (
    FROM_DATA,
    NOBODY_KNOWS,
    Call,
    FirstTime,
    Listed,
    Listing,
    Question,
    Rows,
    Unknown,
)

MOST = 200
"""Turns of a loop."""
ALIKE = 20
"""Turns that do what others did: those that follow will, too."""


def for_(reader: Reader, node: Any, scope: Scope) -> None:
    items = reader.evaluate(node.iter, scope)
    if isinstance(items, Generator):
        items = listed(reader, items)
    if isinstance(items, FirstTime):
        _first_time(reader, node, scope)
        return
    if isinstance(items, Call) and items.name in executing.QUERIES:
        items = executing.rows(reader, items, node)
    without = items.source.without if isinstance(items, Rows) else None
    with reader.run.leaving_out(without) if reader.run and without else nullcontext():
        _each(reader, node, items, scope)


def _first_time(reader: Reader, node: Any, scope: Scope) -> None:
    """One turn in the first run; the second run sees that what it made is there."""
    run = reader.run
    if run is None:
        return
    run.straight = False
    if run.second:
        for name in run.made.get(id(node), ()):
            reader.do(node.iter, Effect(Verb.READ, name, needs=(name,)))
        return
    known = len(run.events)
    reader.execute(node.body, scope)
    made = (one.effect for one in run.events[known:] if one.effect.verb is Verb.CREATE)
    names = (one.name for one in made if not one.unnamed and not one.temporary)
    run.made[id(node)] = [one for one in names if run.schema.there.get(one)]


def _each(reader: Reader, node: Any, items: Any, scope: Scope) -> None:
    alike = 0
    for number, (item, asked) in enumerate(_asked(items)):
        if alike > ALIKE:
            break
        before = _done(reader)
        reader.step()
        scope.bind(node.target, item)
        try:
            _turn(reader, node, scope, asked, number)
        except BrokenOffError as off:
            if off.args[0] == "break":
                return
        (events, effects), (known, done) = before, _done(reader)
        alike = alike + 1 if known == events and done > effects else 0
    reader.execute(node.orelse, scope)


def _turn(reader: Reader, node: Any, scope: Scope, asked: Asked | None, number: int) -> None:
    """`asked`: what the turn hangs on."""
    if asked is None or reader.run is None:
        reader.execute(node.body, scope)
        return
    holds, unclear = reader.run.choose(asked, hash((id(node), number)), then=True)
    with reader.run.asking(of_data=unclear):
        reader.execute(node.body if holds else (), scope)


def _asked(items: Any) -> Sequence[tuple[Any, Asked | None]]:
    if isinstance(items, Sought):
        return items.items
    return [(one, None) for one in _turns(items)]


def _done(reader: Reader) -> tuple[int, int]:
    """How many events there are, and how many effects made them."""
    run = reader.run
    return (len(run.events), run.effects) if run is not None else (0, 0)


def _turns(items: Any) -> Sequence[Any]:
    if isinstance(items, list | tuple | set | frozenset | dict | str):
        return list(items)[:MOST]
    if isinstance(items, Listing):
        return [Listed(items, name=items.names)]
    if isinstance(items, Rows):
        return [items.each or row_of(items.source)]
    if isinstance(items, Question) or (isinstance(items, Unknown) and items.of_data):
        return [FROM_DATA]
    return [NOBODY_KNOWS]


def while_(reader: Reader, node: Any, scope: Scope) -> None:
    with suppress(BrokenOffError), reader.run.to_the_end() if reader.run else nullcontext():
        for _ in range(MOST):
            answer = reader.evaluate(node.test, scope)
            if answer is not False:
                reader.execute(node.body, scope)
            if answer is not True or isinstance(node.test, ast.Constant):
                return


def broken_off(_: Reader, node: Any, __: Scope) -> None:
    raise BrokenOffError("break" if isinstance(node, ast.Break) else "continue")
