"""Statements: what happens when a function is run."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from contextlib import ExitStack, nullcontext, suppress
from typing import Any

from toolkit.lint.effects import Asked, Effect, Not, Verb, is_clear, of_data
from toolkit.lint.python import executing, imports, made
from toolkit.lint.python.comprehensions import bind, grow
from toolkit.lint.python.contexts import entered, has_savepoint, rolls_back
from toolkit.lint.python.expressions import evaluate, truth
from toolkit.lint.python.generators import Generator, each, listed
from toolkit.lint.python.reader import BrokenOffError, Reader, ReturnedError, Scope
from toolkit.lint.python.sought import Sought
from toolkit.lint.python.values import (
    FROM_DATA,
    NOBODY_KNOWS,
    Call,
    Class,
    Connected,
    Function,
    Instance,
    Listed,
    Listing,
    Question,
    Rows,
    Unknown,
    known,
)

MOST = 200
"""Turns of a loop."""
ALIKE = 20
"""Turns that do what others did: those that follow will, too."""
IDLE = (ast.Pass, ast.Return, ast.Raise, ast.Continue, ast.Break)
EVERYTHING = frozenset({"others"})


def execute(reader: Reader, body: Sequence[ast.stmt], scope: Scope) -> None:
    """One after the other; ReturnedError, BrokenOffError."""
    for number, node in enumerate(body):
        reader.step()
        how = STATEMENTS.get(type(node))
        if how is not None:
            how(reader, node, scope)
        elif type(node) is ast.If and _if(reader, node, scope) and reader.run:
            with reader.run.asking(of_data=True):
                execute(reader, body[number + 1 :], scope)
            return


def _expression(reader: Reader, node: Any, scope: Scope) -> None:
    evaluate(reader, node.value, scope)


def _assign(reader: Reader, node: Any, scope: Scope) -> None:
    value = evaluate(reader, node.value, scope)
    for target in node.targets:
        _put(reader, target, value, scope)


def _put(reader: Reader, target: ast.AST, value: Any, scope: Scope) -> None:
    if isinstance(target, ast.Attribute):
        of = evaluate(reader, target.value, scope)
        if isinstance(of, Unknown) and of.source and of.source.table and not of.place:
            if made.advances(value, target.attr):
                why = f"{target.attr} is made of what it was before"
                reader.do(target, Effect(Verb.ADVANCE, of.source.table, why=why))
            return
        if isinstance(of, Instance):
            of.attributes[target.attr] = value
        if isinstance(of, Connected) and target.attr == "autocommit" and reader.run is not None:
            reader.run.autocommit = value is True
    elif isinstance(target, ast.Subscript):
        of, key = evaluate(reader, target.value, scope), evaluate(reader, target.slice, scope)
        if isinstance(of, dict | list):
            try:
                of[key] = value
            except (TypeError, IndexError):
                return
        elif isinstance(of, Unknown) and (more := made.grown(of, key, value)):
            grow(target.value, more, scope)
    else:
        bind(target, value, scope)


def _annotated(reader: Reader, node: Any, scope: Scope) -> None:
    if node.value is not None:
        bind(node.target, evaluate(reader, node.value, scope), scope)


def _augmented(reader: Reader, node: Any, scope: Scope) -> None:
    combined = ast.BinOp(left=node.target, op=node.op, right=node.value)
    _put(reader, node.target, evaluate(reader, ast.copy_location(combined, node), scope), scope)


def _if(reader: Reader, node: Any, scope: Scope) -> bool:
    """Whether the rest of the block hangs on the same data: something that is there is skipped."""
    asked = answer = truth(evaluate(reader, node.test, scope))
    unclear = False
    if not isinstance(answer, bool):
        answer, unclear = _chosen(reader, node, answer)
    with reader.run.asking(of_data=unclear) if reader.run else nullcontext():
        execute(reader, node.body if answer else node.orelse, scope)
    left = unclear and not answer and isinstance(node.body[-1], ast.Continue | ast.Return)
    return left and not isinstance(asked, Not)


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


def _for(reader: Reader, node: Any, scope: Scope) -> None:
    items = evaluate(reader, node.iter, scope)
    if isinstance(items, Generator):
        items = listed(reader, items)
    if isinstance(items, Call) and items.name in executing.QUERIES:
        items = executing.rows(items, node)
    without = items.source.without if isinstance(items, Rows) else None
    with reader.run.leaving_out(without) if reader.run and without else nullcontext():
        _each(reader, node, items, scope)


def _each(reader: Reader, node: Any, items: Any, scope: Scope) -> None:
    alike = 0
    for number, (item, asked) in enumerate(_asked(items)):
        if alike > ALIKE:
            break
        before = _done(reader)
        reader.step()
        bind(node.target, item, scope)
        try:
            _turn(reader, node, scope, asked, number)
        except BrokenOffError as off:
            if off.args[0] == "break":
                return
        (events, effects), (known, done) = before, _done(reader)
        alike = alike + 1 if known == events and done > effects else 0
    execute(reader, node.orelse, scope)


def _turn(reader: Reader, node: Any, scope: Scope, asked: Asked | None, number: int) -> None:
    """`asked`: what the turn hangs on."""
    if asked is None or reader.run is None:
        execute(reader, node.body, scope)
        return
    holds, unclear = reader.run.choose(asked, hash((id(node), number)), then=True)
    with reader.run.asking(of_data=unclear):
        execute(reader, node.body if holds else (), scope)


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
        return [items.each or made.row_of(items.source)]
    if isinstance(items, Question) or (isinstance(items, Unknown) and items.of_data):
        return [FROM_DATA]
    return [NOBODY_KNOWS]


def _while(reader: Reader, node: Any, scope: Scope) -> None:
    with suppress(BrokenOffError), reader.run.to_the_end() if reader.run else nullcontext():
        for _ in range(MOST):
            answer = evaluate(reader, node.test, scope)
            if answer is not False:
                execute(reader, node.body, scope)
            if answer is not True or isinstance(node.test, ast.Constant):
                return


def _with(reader: Reader, node: Any, scope: Scope) -> None:
    with ExitStack() as stack:
        for item in node.items:
            value = evaluate(reader, item.context_expr, scope)
            if isinstance(value, Generator):
                _managed(reader, node, value, scope)
                return
            value = entered(reader, value, stack)
            if item.optional_vars is not None:
                bind(item.optional_vars, value, scope)
        execute(reader, node.body, scope)


def _managed(reader: Reader, node: Any, value: Generator, scope: Scope) -> None:
    """The block is run where the context manager yields."""
    target = node.items[0].optional_vars

    def block(given: Any) -> None:
        if target is not None:
            bind(target, given, scope)
        execute(reader, node.body, scope)

    each(reader, value, block)


def _try(reader: Reader, node: Any, scope: Scope) -> None:
    """An error ends the transaction, whatever catches it: only a savepoint makes it harmless."""
    run = reader.run
    if run is not None and node.handlers and _is_harmless(reader, node, scope):
        with run.catching(EVERYTHING):
            execute(reader, node.body, scope)
    else:
        with run.excepting() if run and _goes_on(node) else nullcontext():
            execute(reader, node.body, scope)
    execute(reader, node.orelse, scope)
    execute(reader, node.finalbody, scope)


def _is_harmless(reader: Reader, node: Any, scope: Scope) -> bool:
    """Whether an error leaves the transaction as it was."""
    autocommit = reader.run is not None and reader.run.autocommit
    return autocommit or has_savepoint(node.body) or rolls_back(node.handlers, scope)


def _goes_on(node: Any) -> bool:
    """Whether an error is kept from whoever called."""
    return not all(_ends(one.body[-1]) for one in node.handlers)


def _ends(node: ast.stmt) -> bool:
    """`raise`, `exit()`, `sys.exit()`."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        function = node.value.func
        return getattr(function, "attr", getattr(function, "id", "")) in ("exit", "quit")
    return isinstance(node, ast.Raise)


def _return(reader: Reader, node: Any, scope: Scope) -> None:
    raise ReturnedError(None if node.value is None else evaluate(reader, node.value, scope))


def _raise(_: Reader, __: Any, ___: Scope) -> None:
    raise ReturnedError


def _off(_: Reader, node: Any, __: Scope) -> None:
    raise BrokenOffError("break" if isinstance(node, ast.Break) else "continue")


def _function(reader: Reader, node: Any, scope: Scope) -> None:
    scope.names[node.name] = Function(node, scope, reader.module.path)


def _class(reader: Reader, node: Any, scope: Scope) -> None:
    inner = Scope({}, scope)
    bases = tuple(evaluate(reader, one, scope) for one in node.bases)
    execute(reader, node.body, inner)
    scope.names[node.name] = Class(node.name, bases, inner.names, node)


def _match(reader: Reader, node: Any, scope: Scope) -> None:
    """The first that fits, if it can be told; else all of them."""
    subject = evaluate(reader, node.subject, scope)
    for case in node.cases:
        fits = _fits(reader, case, subject, scope) if known(subject) else None
        if fits is not False:
            execute(reader, case.body, scope)
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
    return subject in [evaluate(reader, one, scope) for one in values]


STATEMENTS: dict[type, Callable[[Reader, Any, Scope], None]] = {
    ast.Expr: _expression,
    ast.Assign: _assign,
    ast.AnnAssign: _annotated,
    ast.AugAssign: _augmented,
    ast.For: _for,
    ast.AsyncFor: _for,
    ast.While: _while,
    ast.With: _with,
    ast.AsyncWith: _with,
    ast.Try: _try,
    ast.TryStar: _try,
    ast.Return: _return,
    ast.Raise: _raise,
    ast.Break: _off,
    ast.Continue: _off,
    ast.FunctionDef: _function,
    ast.AsyncFunctionDef: _function,
    ast.ClassDef: _class,
    ast.Match: _match,
    ast.Import: imports.plain,
    ast.ImportFrom: imports.of_names,
}
