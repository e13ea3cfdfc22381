"""What the rows of SQLAlchemy's own SELECT, and of a session's query, are made of."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from toolkit.lint.effects import Name, Source
from toolkit.lint.python import constructs
from toolkit.lint.python.values import Bound, Call, Class

ASKING = frozenset({"where", "filter", "filter_by"})
IDLE = frozenset({"isnot", "is_not"})


def source(of: Call, node: ast.AST) -> Source:
    first = of.args[0] if of.args else None
    items = first if isinstance(first, list | tuple) else of.args
    model = first if isinstance(first, Class) else None
    steps = [step for step in of.steps if step.name in ASKING]
    asked = {name for step in steps for one in step.args for name in _columns(one)}
    return Source(
        table=constructs.table_name(model, node) if model else None,
        columns=tuple(one.name if isinstance(one, Bound) else "" for one in items),
        asked=frozenset(asked.union(*(step.options for step in steps))),
        without=frozenset(_without(of, node)),
    )


def needs(of: Call, node: ast.AST) -> Iterator[Name]:
    """Tables that it names, and of those columns that it names as theirs."""
    for one in of.args:
        for value in one if isinstance(one, list | tuple) else (one,):
            yield from _needed(value, node)


def _needed(value: Any, node: ast.AST) -> Iterator[Name]:
    if isinstance(value, Class) and isinstance(value.attributes.get("__tablename__"), str):
        yield constructs.table_name(value, node)
        for name, one in value.attributes.items():
            if isinstance(one, Call) and one.name in ("Column", "mapped_column"):
                given = one.args[0] if one.args else None
                yield _column(value, given if isinstance(given, str) else name, node)
    elif isinstance(value, Bound):
        of = value.of.of if isinstance(value.of, Bound) and value.of.name in PARTS else value.of
        if isinstance(of, Class) or (isinstance(of, Call) and of.name in ("Table", "table")):
            yield constructs.table_name(of, node)
            yield _column(of, value.name, node)
    elif isinstance(value, Call) and value.name in ("Table", "table"):
        yield constructs.table_name(value, node)
        inner = (one for one in value.args[1:] if isinstance(one, Call) and one.args)
        yield from (_column(value, str(one.args[0]), node) for one in inner if _is_column(one))


PARTS = ("c", "columns")


def _is_column(of: Call) -> bool:
    return of.name in ("Column", "column") and isinstance(of.args[0], str)


def _column(of: Any, name: str, node: ast.AST) -> Name:
    above = constructs.table_name(of, node)
    return above._replace(kind="column", table=above.name, name=name)


def _columns(value: Any) -> Iterator[str]:
    """Those that a condition asks for more than whether there is anything in them."""
    if isinstance(value, Bound):
        yield value.name
        yield from _columns(value.of)
    elif isinstance(value, Call) and value.name not in IDLE:
        for one in (*value.args, *(one for step in value.steps for one in (step, *step.args))):
            yield from _columns(one)


def _without(of: Call, node: ast.AST) -> Iterator[Name]:
    """Of an outer join that is asked for what it did not find."""
    conditions = [one for step in of.steps if step.name in ASKING for one in step.args]
    if any(isinstance(one, Call) and one.name in ("is_", "isnull") for one in conditions):
        for step in of.steps:
            if step.name == "outerjoin" or step.options.get("isouter") is True:
                yield constructs.table_name(step.args[0] if step.args else None, node)
