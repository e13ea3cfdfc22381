"""`with` and `try`: context managers that are entered, errors that are caught."""

from __future__ import annotations

import ast
from contextlib import ExitStack, nullcontext
from typing import Any

from toolkit.lint.python.contexts import entered, has_savepoint, rolls_back
from toolkit.lint.python.generators import Generator, each
from toolkit.lint.python.reader import Reader, ReturnedError
from toolkit.lint.python.scope import Scope

EVERYTHING = frozenset({"others"})


def with_(reader: Reader, node: Any, scope: Scope) -> None:
    with ExitStack() as stack:
        for item in node.items:
            value = reader.evaluate(item.context_expr, scope)
            if isinstance(value, Generator):
                _managed(reader, node, value, scope)
                return
            value = entered(reader, value, stack)
            if item.optional_vars is not None:
                scope.bind(item.optional_vars, value)
        reader.execute(node.body, scope)


def _managed(reader: Reader, node: Any, value: Generator, scope: Scope) -> None:
    """The block is run where the context manager yields."""
    target = node.items[0].optional_vars

    def block(given: Any) -> None:
        if target is not None:
            scope.bind(target, given)
        reader.execute(node.body, scope)

    each(reader, value, block)


def try_(reader: Reader, node: Any, scope: Scope) -> None:
    """An error ends the transaction, whatever catches it: only a savepoint makes it harmless."""
    run = reader.run
    if run is not None and node.handlers and _is_harmless(reader, node, scope):
        with run.catching(EVERYTHING):
            reader.execute(node.body, scope)
    else:
        with run.excepting() if run and _goes_on(node) else nullcontext():
            reader.execute(node.body, scope)
    reader.execute(node.orelse, scope)
    reader.execute(node.finalbody, scope)


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


def raised(_: Reader, __: Any, ___: Scope) -> None:
    raise ReturnedError
