"""Comparisons: of plain values, and of what the database was asked."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from typing import Any

from toolkit.lint.effects import Asked, Exists, Name, Not, Unclear, about
from toolkit.lint.python.reader import Reader
from toolkit.lint.python.reflected import listed
from toolkit.lint.python.scope import Scope
from toolkit.lint.python.values import (
    NOBODY_KNOWS,
    Bound,
    Call,
    Listed,
    Listing,
    Question,
    Ref,
    Rows,
    known,
    unknown_of,
)

IN_SCHEMA = frozenset({"index", "table", "view", "type", "sequence", "schema"})
"""Kinds that hang on no table, whichever table they were listed for."""

OPERATORS: dict[type, Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda one, many: one in many,
    ast.NotIn: lambda one, many: one not in many,
    ast.Is: lambda one, other: one is other or one == other,
    ast.IsNot: lambda one, other: one is not other and one != other,
}
NEGATIVE = (ast.NotEq, ast.NotIn, ast.IsNot)
NONE = {(ast.Is, None), (ast.Eq, None), (ast.Eq, 0), (ast.Lt, 1), (ast.LtE, 0), (ast.Is, False),
        (ast.Eq, False)}  # fmt: skip
SOME = {(ast.IsNot, None), (ast.NotEq, None), (ast.NotEq, 0), (ast.Gt, 0), (ast.GtE, 1),
        (ast.Eq, 1), (ast.Is, True), (ast.Eq, True)}  # fmt: skip
"""Comparisons of a first row, a count or a yes with a constant: there is none, there is some."""


def compared(reader: Reader, node: Any, scope: Scope) -> Any:
    left = reader.evaluate(node.left, scope)
    if len(node.ops) > 1:
        for one in node.comparators:
            reader.evaluate(one, scope)
        return NOBODY_KNOWS
    return _compared(node.ops[0], left, reader.evaluate(node.comparators[0], scope))


def exists(listing: Listing, name: str) -> Asked:
    """Whether one of that name is listed."""
    above = "" if listing.kind in IN_SCHEMA else listing.table
    schema = "" if listing.kind == "schema" else listing.schema
    return Exists(Name(listing.kind, schema, above, name))


def _compared(op: ast.cmpop, left: Any, right: Any) -> Any:
    right = listed(right)
    if isinstance(right, Ref) and right.path == "os.environ":
        return isinstance(op, ast.NotIn)
    if isinstance(right, Listing) and isinstance(op, ast.In | ast.NotIn):
        return _asked(op, exists(right, left) if isinstance(left, str) else Unclear(of_data=True))
    for one, other in ((left, right), (right, left)):
        if isinstance(one, Listed) and isinstance(op, ast.Eq | ast.NotEq | ast.In | ast.NotIn):
            found = one.name and isinstance(other, str)
            return _asked(op, exists(one.of, other) if found else Unclear(of_data=True))
        if isinstance(one, Question | Rows):
            return _of_rows(op, one.asked, other)
    if known(left) and known(right):
        try:
            return OPERATORS[type(op)](left, right)
        except TypeError:
            return NOBODY_KNOWS
    came = unknown_of(left, right)
    if not came.of_data and any(isinstance(one, Bound | Call) for one in (left, right)):
        return Call(f"operator.{type(op).__name__}", (left, right), {}, op)
    return came


def _asked(op: ast.cmpop, asked: Asked) -> Question:
    return Question(Not(asked) if isinstance(op, NEGATIVE) else asked)


def _of_rows(op: ast.cmpop, asked: Asked, other: Any) -> Question:
    if other is None or isinstance(other, bool | int):
        if (type(op), other) in NONE:
            return Question(Not(asked))
        if (type(op), other) in SOME:
            return Question(asked)
    return Question(Unclear(of_data=True, about=about(asked)))
