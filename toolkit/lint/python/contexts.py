"""`with`: transactions that are left, savepoints, batches of one table."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any

from toolkit.lint.python.reader import Reader
from toolkit.lint.python.scope import Scope
from toolkit.lint.python.values import Call, Connected

SAVEPOINTS = ("begin_nested", "nested", "savepoint")


def entered(reader: Reader, value: Any, stack: ExitStack) -> Any:
    """What `as` names; what the block is left with is put on the stack."""
    if isinstance(value, Call) and value.name == "autocommit_block":
        _autocommit(reader, stack)
    if isinstance(value, Connected) and value.what in ("autocommit", "engine"):
        _autocommit(reader, stack)
    return value


def has_savepoint(body: Sequence[ast.stmt]) -> bool:
    """Whether a block of statements stands in one."""
    return any(_names(one) & set(SAVEPOINTS) for one in body)


def rolls_back(handlers: Sequence[ast.excepthandler], scope: Scope) -> bool:
    """Whether a savepoint that was begun before is gone back to."""
    nodes = [one for handler in handlers for one in ast.walk(handler)]
    texts = (one.value for one in nodes if isinstance(one, ast.Constant))
    if any(isinstance(one, str) and one.upper().startswith("ROLLBACK TO") for one in texts):
        return True
    calls = (one for one in nodes if isinstance(one, ast.Attribute) and one.attr == "rollback")
    found = (scope.find(one.value.id, None) for one in calls if isinstance(one.value, ast.Name))
    return any(isinstance(one, Connected) and one.what == "savepoint" for one in found)


def _names(node: ast.AST) -> set[str]:
    return {one.attr for one in ast.walk(node) if isinstance(one, ast.Attribute)}


def _autocommit(reader: Reader, stack: ExitStack) -> None:
    run = reader.run
    if run is None:
        return
    run.commit()
    before, run.autocommit = run.autocommit, True

    def leave() -> None:
        run.autocommit = before

    stack.callback(leave)
