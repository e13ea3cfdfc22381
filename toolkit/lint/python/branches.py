"""`if` and `match`: the way that is taken, by what the database has or by what is known."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from contextlib import nullcontext
from typing import Any

from toolkit.lint.effects import Asked, Not, is_clear, of_data
from toolkit.lint.python.reader import Reader
from toolkit.lint.python.scope import Scope
from toolkit.lint.python.truth import truth
from toolkit.lint.python.values import known

IDLE = (ast.Pass, ast.Return, ast.Raise, ast.Continue, ast.Break)


def if_(reader: Reader, node: Any, scope: Scope) -> Asked | None:
    """What the rest of the block hangs on as well: something that is there is skipped."""
    asked = answer = truth(reader.evaluate(node.test, scope))
    unclear = False
    if not isinstance(answer, bool):
        answer, unclear = _chosen(reader, node, answer)
    with reader.run.asking(of_data=unclear) if reader.run else nullcontext():
        reader.execute(node.body if answer else node.orelse, scope)
    left = unclear and not answer and isinstance(node.body[-1], ast.Continue | ast.Return)
    return asked if left and not isinstance(asked, bool | Not) else None


def _chosen(reader: Reader, node: Any, asked: Asked) -> tuple[bool, bool]:
    then = _does(node.body) or (not is_clear(asked) and _finds(node.body))
    if reader.run is None:
        return then, False
    if of_data(asked) and not reader.run.second:
        reader.run.asked.append((node.test, asked))
    return reader.run.choose(asked, id(node), then=then)


def _does(body: Sequence[ast.stmt]) -> bool:
    """Whether it is more than a way out."""
    return any(not isinstance(one, IDLE) and not _is_said(one) for one in body)


def _finds(body: Sequence[ast.stmt]) -> bool:
    """Whether it returns what was looked for."""
    value = body[-1].value if isinstance(body[-1], ast.Return) else None
    return isinstance(value, ast.Name | ast.Attribute | ast.Subscript)


def _is_said(node: ast.stmt) -> bool:
    """Whether it only prints or logs."""
    if not isinstance(node, ast.Expr) or not isinstance(node.value, ast.Call):
        return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    function: ast.AST = node.value.func
    while isinstance(function, ast.Attribute):
        function = function.value
    return isinstance(function, ast.Name) and function.id in ("print", "logger", "logging", "log")


def match_(reader: Reader, node: Any, scope: Scope) -> None:
    """The first that fits, if it can be told; else all of them."""
    subject = reader.evaluate(node.subject, scope)
    for case in node.cases:
        fits = _fits(reader, case, subject, scope) if known(subject) else None
        if fits is not False:
            reader.execute(case.body, scope)
        if fits:
            return


def _fits(reader: Reader, case: Any, subject: Any, scope: Scope) -> bool | None:
    patterns = case.pattern.patterns if isinstance(case.pattern, ast.MatchOr) else [case.pattern]
    if case.guard is not None:
        return None
    if any(isinstance(one, ast.MatchAs) and one.pattern is None for one in patterns):
        return True
    values = [one.value for one in patterns if isinstance(one, ast.MatchValue)]
    if len(values) < len(patterns):
        return None
    return subject in [reader.evaluate(one, scope) for one in values]
