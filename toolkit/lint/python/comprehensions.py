"""Comprehensions, also over what the database lists."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from toolkit.lint.effects import All, Asked, Unclear, of_data
from toolkit.lint.python import reflected
from toolkit.lint.python.made import cell, row_of
from toolkit.lint.python.reader import Reader, Scope
from toolkit.lint.python.sought import Sought
from toolkit.lint.python.values import (
    FROM_DATA,
    NOBODY_KNOWS,
    Listed,
    Listing,
    Question,
    Rows,
    Unknown,
)

MOST = 1000


def listed(reader: Reader, node: Any, scope: Scope) -> Any:
    """`[… for … in … if …]`, and its like with other brackets."""
    from toolkit.lint.python.expressions import evaluate

    first = _first(reader, node, scope)
    if isinstance(first, Listing):
        return _of_listing(reader, node, node.elt, first, scope)
    if (sought := _sought(reader, node, scope)) is not None:
        return sought
    if isinstance(first, Rows) and not isinstance(node, ast.SetComp):
        return _of_rows(reader, node, first, scope)
    if not isinstance(first, list | tuple | set | dict | str):
        return _without(first)
    found = [evaluate(reader, node.elt, inner) for inner in _each(reader, node, first, scope)]
    try:
        return set(found) if isinstance(node, ast.SetComp) else found
    except TypeError:
        return NOBODY_KNOWS


def _first(reader: Reader, node: Any, scope: Scope) -> Any:
    """What the first `for` goes over."""
    from toolkit.lint.python.expressions import evaluate

    return reflected.listed(evaluate(reader, node.generators[0].iter, scope))


def _sought(reader: Reader, node: Any, scope: Scope) -> Any:
    """`[one for one in names if one not in …]`, where the database is asked; None: it is not."""
    from toolkit.lint.python.expressions import evaluate, truth

    first = node.generators[0]
    if len(node.generators) > 1 or not first.ifs:
        return None
    items = evaluate(reader, first.iter, scope)
    if not isinstance(items, KNOWN) and not any(map(_of_membership, first.ifs)):
        return None
    found: list[tuple[Any, Asked]] = []
    for item in list(items)[:MOST] if isinstance(items, KNOWN) else [_without(items)]:
        inner = Scope({}, scope)
        bind(first.target, item, inner)
        answers = [truth(evaluate(reader, one, inner)) for one in first.ifs]
        asked = [one for one in answers if not isinstance(one, bool)]
        if False not in answers:
            found.append((evaluate(reader, node.elt, inner), All(tuple(asked))))
    return Sought(found) if any(of_data(asked) for _, asked in found) else None


def _of_membership(node: ast.AST) -> bool:
    return isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.In | ast.NotIn)


KNOWN = (list, tuple, set, dict, str)


def _of_rows(reader: Reader, node: Any, first: Rows, scope: Scope) -> Any:
    """As many as there are rows; those that are chosen are not all that were left out."""
    from toolkit.lint.python.expressions import evaluate

    if len(node.generators) > 1:
        return _without(first)
    inner = Scope({}, scope)
    bind(node.generators[0].target, first.each or row_of(first.source), inner)
    return replace(first, each=evaluate(reader, node.elt, inner))


def keyed(reader: Reader, node: Any, scope: Scope) -> Any:
    """`{…: … for … in …}`."""
    from toolkit.lint.python.expressions import evaluate

    first = _first(reader, node, scope)
    if isinstance(first, Listing):
        return _of_listing(reader, node, node.key, first, scope)
    if not isinstance(first, list | tuple | set | dict | str):
        return _without(first)
    found = {}
    for inner in _each(reader, node, first, scope):
        try:
            found[evaluate(reader, node.key, inner)] = evaluate(reader, node.value, inner)
        except TypeError:
            return NOBODY_KNOWS
    return found


def bind(target: ast.AST, value: Any, scope: Scope) -> None:
    """Names of `for x, y in …` and of assignments."""
    if isinstance(target, ast.Name):
        scope.names[target.id] = value
    elif isinstance(target, ast.Tuple | ast.List):
        rest = value if isinstance(value, list | tuple) else ()
        unknown = value if isinstance(value, Unknown) else _piece(value)
        row = value if isinstance(value, Unknown) and not value.place else None
        for number, one in enumerate(target.elts):
            other = cell(row, number) if row else unknown
            bind(one, rest[number] if number < len(rest) else other, scope)
    elif isinstance(target, ast.Starred):
        bind(target.value, NOBODY_KNOWS, scope)


def grow(node: ast.AST, value: Unknown, scope: Scope) -> None:
    """What a name holds, where something was put into it."""
    while isinstance(node, ast.Subscript | ast.Attribute):
        node = node.value
    if isinstance(node, ast.Name) and isinstance(of := scope.find(node.id, None), Unknown):
        scope.names[node.id] = replace(of, made=of.made | value.made)


def _piece(value: Any) -> Any:
    return FROM_DATA if isinstance(value, Rows | Question | Listed | Listing) else NOBODY_KNOWS


def _without(value: Any) -> Any:
    data = isinstance(value, Rows | Question) or (isinstance(value, Unknown) and value.of_data)
    return FROM_DATA if data else NOBODY_KNOWS


def _of_listing(reader: Reader, node: Any, elt: ast.AST, listing: Listing, scope: Scope) -> Any:
    """A listing of the same; a question where one is asked of each."""
    from toolkit.lint.python.expressions import evaluate, truth

    inner = Scope({}, scope)
    bind(node.generators[0].target, Listed(listing, name=listing.names), inner)
    for one in node.generators[0].ifs:
        answer = truth(evaluate(reader, one, inner))
        if not isinstance(answer, bool | Unclear):
            return Question(answer)
    value = evaluate(reader, elt, inner)
    if isinstance(value, Question):
        return value
    if isinstance(value, Listed):
        names = value.name or listing.names
        return Listing(listing.kind, listing.schema, listing.table, names=names)
    return FROM_DATA


def _each(reader: Reader, node: Any, first: Any, scope: Scope) -> Iterator[Scope]:
    """The scope of each turn, for any number of `for`."""
    from toolkit.lint.python.expressions import evaluate, truth

    def turns(number: int, outer: Scope, items: Any) -> Iterator[Scope]:
        generator = node.generators[number]
        for item in list(items)[:MOST]:
            reader.step()
            inner = Scope({}, outer)
            bind(generator.target, item, inner)
            if any(truth(evaluate(reader, one, inner)) is False for one in generator.ifs):
                continue
            if number + 1 == len(node.generators):
                yield inner
                continue
            more = evaluate(reader, node.generators[number + 1].iter, inner)
            yield from turns(number + 1, inner, more if isinstance(more, list | tuple) else ())

    return turns(0, scope, first)
