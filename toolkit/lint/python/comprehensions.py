"""Comprehensions, also over what the database lists."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from toolkit.lint.effects import All, Asked, Unclear, of_data
from toolkit.lint.python import reflected
from toolkit.lint.python.made import row_of
from toolkit.lint.python.reader import Reader
from toolkit.lint.python.scope import Scope
from toolkit.lint.python.sought import Sought
from toolkit.lint.python.truth import truth
from toolkit.lint.python.values import (
    FROM_DATA,
    NOBODY_KNOWS,
    Listed,
    Listing,
    Question,
    Rows,
    unknown_of,
)

MOST = 1000


def listed(reader: Reader, node: Any, scope: Scope) -> Any:
    """`[… for … in … if …]`, and its like with other brackets."""
    items = reader.evaluate(node.generators[0].iter, scope)
    first = reflected.listed(items)
    if isinstance(first, Listing):
        return _of_listing(reader, node, node.elt, first, scope)
    if (sought := _sought(reader, node, items, scope)) is not None:
        return sought
    if isinstance(first, Rows) and not isinstance(node, ast.SetComp):
        return _of_rows(reader, node, first, scope)
    if not isinstance(first, list | tuple | set | dict | str):
        return unknown_of(first)
    found = [reader.evaluate(node.elt, inner) for inner in _each(reader, node, first, scope)]
    try:
        return set(found) if isinstance(node, ast.SetComp) else found
    except TypeError:
        return NOBODY_KNOWS


def _sought(reader: Reader, node: Any, items: Any, scope: Scope) -> Any:
    """`[one for one in names if one not in …]`, where the database is asked; None: it is not."""
    first = node.generators[0]
    if len(node.generators) > 1 or not first.ifs:
        return None
    if not isinstance(items, KNOWN) and not any(map(_of_membership, first.ifs)):
        return None
    found: list[tuple[Any, Asked]] = []
    for item in list(items)[:MOST] if isinstance(items, KNOWN) else [unknown_of(items)]:
        inner = Scope({}, scope)
        inner.bind(first.target, item)
        answers = [truth(reader.evaluate(one, inner)) for one in first.ifs]
        asked = [one for one in answers if not isinstance(one, bool)]
        if False not in answers:
            found.append((reader.evaluate(node.elt, inner), All(tuple(asked))))
    return Sought(found) if any(of_data(asked) for _, asked in found) else None


def _of_membership(node: ast.AST) -> bool:
    return isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.In | ast.NotIn)


KNOWN = (list, tuple, set, dict, str)


def _of_rows(reader: Reader, node: Any, first: Rows, scope: Scope) -> Any:
    """As many as there are rows; those that are chosen are not all that were left out."""
    if len(node.generators) > 1:
        return unknown_of(first)
    inner = Scope({}, scope)
    inner.bind(node.generators[0].target, first.each or row_of(first.source))
    return replace(first, each=reader.evaluate(node.elt, inner))


def keyed(reader: Reader, node: Any, scope: Scope) -> Any:
    """`{…: … for … in …}`."""
    first = reflected.listed(reader.evaluate(node.generators[0].iter, scope))
    if isinstance(first, Listing):
        return _of_listing(reader, node, node.key, first, scope)
    if not isinstance(first, list | tuple | set | dict | str):
        return unknown_of(first)
    found = {}
    for inner in _each(reader, node, first, scope):
        try:
            found[reader.evaluate(node.key, inner)] = reader.evaluate(node.value, inner)
        except TypeError:
            return NOBODY_KNOWS
    return found


def _of_listing(reader: Reader, node: Any, elt: ast.AST, listing: Listing, scope: Scope) -> Any:
    """A listing of the same; a question where one is asked of each."""
    inner = Scope({}, scope)
    inner.bind(node.generators[0].target, Listed(listing, name=listing.names))
    for one in node.generators[0].ifs:
        answer = truth(reader.evaluate(one, inner))
        if not isinstance(answer, bool | Unclear):
            return Question(answer)
    value = reader.evaluate(elt, inner)
    if isinstance(value, Question):
        return value
    if isinstance(value, Listed):
        names = value.name or listing.names
        return Listing(listing.kind, listing.schema, listing.table, names=names)
    return FROM_DATA


def _each(reader: Reader, node: Any, first: Any, scope: Scope) -> Iterator[Scope]:
    """The scope of each turn, for any number of `for`."""

    def turns(number: int, outer: Scope, items: Any) -> Iterator[Scope]:
        generator = node.generators[number]
        for item in list(items)[:MOST]:
            reader.step()
            inner = Scope({}, outer)
            inner.bind(generator.target, item)
            if any(truth(reader.evaluate(one, inner)) is False for one in generator.ifs):
                continue
            if number + 1 == len(node.generators):
                yield inner
                continue
            more = reader.evaluate(node.generators[number + 1].iter, inner)
            yield from turns(number + 1, inner, more if isinstance(more, list | tuple) else ())

    return turns(0, scope, first)
