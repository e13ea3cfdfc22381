"""Conditions that compare: how many rows there are, what a variable holds."""

from __future__ import annotations

from collections.abc import Callable

from toolkit.lint.effects import All, Any, Asked, Not
from toolkit.lint.sql.asking import NO, YES, Asking, unclear
from toolkit.lint.sql.facts import DATA
from toolkit.lint.sql.nodes import Node, beneath, column_of, constant, strings
from toolkit.lint.sql.texts import evaluate

Condition = Callable[[Node, Asking], Asked]


def compared(node: Node, around: Asking, condition: Condition) -> Asked:
    """With a number, of rows or of a variable; with true and false; of constants."""
    left, right = node.get("lexpr", {}), node.get("rexpr", {})
    operator = (strings(node.get("name", [])) or [""])[-1]
    if constant(left) is not None and constant(right) is None:
        left, right, operator = right, left, MIRRORED.get(operator, operator)
    value = constant(right)
    if node.get("kind") == "AEXPR_OP_ANY" and operator == "=" and "SubLink" in right:
        return condition({"SubLink": _as_member(left, right["SubLink"])}, around)
    if isinstance(value, bool):
        asked = condition(left, around)
        return asked if (operator == "=") == value else Not(asked)
    if isinstance(value, int) and (operator, value) in COUNTS:
        asked = condition(left, around)
        return asked if COUNTS[operator, value] else Not(asked)
    if isinstance(value, int) and operator in ("=", ">="):
        return _as_many(condition(left, around), value, node)
    return _texts(left, right, operator, around) or _unclear(node, around)


MIRRORED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
COUNTS = {
    ("=", 0): False,
    ("<", 1): False,
    ("<=", 0): False,
    (">", 0): True,
    (">=", 1): True,
    ("<>", 0): True,
    ("=", 1): True,
    ("<>", 1): False,
}


def _as_many(asked: Asked, number: int, node: Node) -> Asked:
    """All of so many names."""
    if isinstance(asked, Any) and len(asked.of) == number:
        return All(asked.of)
    return unclear(node)


def _as_member(left: Node, link: Node) -> Node:
    """`= ANY (ARRAY(SELECT …))` is IN."""
    return {**link, "subLinkType": "ANY_SUBLINK", "testexpr": left}


def _texts(left: Node, right: Node, operator: str, around: Asking) -> Asked | None:
    one, other = (evaluate(side, around.answers.texts) for side in (left, right))
    if one is None or other is None or operator not in ("=", "<>"):
        return None
    return YES if (one == other) == (operator == "=") else NO


def _unclear(node: Node, around: Asking) -> Asked:
    """A variable that came of a query is data too."""
    references = (column_of(one) for one in beneath(node, "ColumnRef"))
    known = around.answers.truths
    if any((f"{row}.{name}" if row else name) in known for row, name in references):
        return DATA
    return unclear(node)
