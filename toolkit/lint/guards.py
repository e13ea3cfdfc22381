"""What guards an effect, or only looks as if it did."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from toolkit.lint.effects import Verb
from toolkit.lint.events import Came, Event

FLAGS = ("if_not_exists", "if_exists")
BROUGHT = frozenset({"type", "index", "constraint"})
"""Kinds that come with a table or a column."""


def directive(event: Event) -> str:
    """The directive of Alembic that is called there; "" for SQL."""
    node = event.node
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.attr
    return ""


def flag(event: Event) -> str:
    """The guard that stands in the call; "" where there is none."""
    if isinstance(event.node, ast.Call):
        for one in event.node.keywords:
            if one.arg in FLAGS and isinstance(one.value, ast.Constant) and one.value.value is True:
                return str(one.arg)
    return ""


def pretends(event: Event) -> bool:
    """Whether it looks guarded and is not."""
    return not event.effect.guarded and (event.excepted or bool(flag(event)))


def is_harmful(event: Event) -> bool:
    return event.misbehaves or event.first is Came.FAILS


def main(events: Iterable[Event]) -> Iterator[Event]:
    """Without what a table or column brings, where the call fails at that one already."""
    found = list(events)
    calls = {id(one.node) for one in found if _is_whole(one)}
    for one in found:
        brought = one.effect.name.kind in BROUGHT and id(one.node) in calls and not one.length
        if not brought or one.first is Came.FAILS:
            yield one


def _is_whole(event: Event) -> bool:
    effect = event.effect
    return (
        effect.verb is Verb.CREATE and effect.name.kind in ("table", "column") and not event.length
    )
