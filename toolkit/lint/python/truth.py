"""Yes and no: what a condition makes of a value, and of several."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from typing import Any

from toolkit.lint.effects import All, Asked, Not, Unclear
from toolkit.lint.effects import Any as Some
from toolkit.lint.python.reader import Reader
from toolkit.lint.python.scope import Scope
from toolkit.lint.python.sought import Sought
from toolkit.lint.python.values import Call, Listed, Listing, Question, Rows, Unknown, known


def truth(value: Any) -> bool | Asked:
    """What an `if` makes of it."""
    if isinstance(value, Rows) and value.each is not None:
        return True  # without any nothing would be done either
    if isinstance(value, Question | Rows | Sought):
        return value.asked
    if isinstance(value, Unknown):
        return Unclear(of_data=value.of_data)
    if isinstance(value, Listing | Listed):
        return Unclear(of_data=True)
    if isinstance(value, Call) and value.path.startswith("operator."):
        return Unclear()
    return bool(value) if known(value) else True


def every_or_any(items: Iterable[Any], *, every: bool) -> Any:
    """`all(…)`, `any(…)`."""
    answers = [truth(one) for one in items]
    if (not every) in answers:
        return not every
    unclear = [one for one in answers if not isinstance(one, bool)]
    return Question(_together(unclear, every=every)) if unclear else every


def joined(reader: Reader, node: ast.BoolOp, scope: Scope) -> Any:
    """`and`, `or`."""
    every = isinstance(node.op, ast.And)
    unclear: list[Asked] = []
    values: list[Any] = []
    for one in node.values:
        values.append(reader.evaluate(one, scope))
        answer = truth(values[-1])
        if not isinstance(answer, bool):
            unclear.append(answer)
        elif answer is not every:
            return values[-1]  # it decides, whatever the others are
    if unclear and (value := _or_else(values)) is not None:
        return value
    return Question(_together(unclear, every=every)) if unclear else values[-1]


def _together(asked: Sequence[Asked], *, every: bool) -> Asked:
    return asked[0] if len(asked) == 1 else (All if every else Some)(tuple(asked))


def _or_else(values: list[Any]) -> Any:
    """What a column holds, or else a constant."""
    first, *rest = values
    is_cell = isinstance(first, Unknown) and (first.place or first.made)
    plain = all(known(one) and not isinstance(one, bool) for one in rest)
    return first if is_cell and plain else None


def unary(reader: Reader, node: ast.UnaryOp, scope: Scope) -> Any:
    """`not`, and a number's sign."""
    value = reader.evaluate(node.operand, scope)
    if isinstance(node.op, ast.Not):
        answer = truth(value)
        return not answer if isinstance(answer, bool) else Question(Not(answer))
    if isinstance(node.op, ast.USub) and isinstance(value, int | float):
        return -value
    return Call("operator.not_", (value,), {}, node)


def either(reader: Reader, node: ast.IfExp, scope: Scope) -> Any:
    """`… if … else …`."""
    answer = truth(reader.evaluate(node.test, scope))
    if isinstance(answer, bool):
        return reader.evaluate(node.body if answer else node.orelse, scope)
    reader.evaluate(node.orelse, scope)
    return reader.evaluate(node.body, scope)
