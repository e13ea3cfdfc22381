"""Conditions over values that are known in part."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from toolkit.lint.sql.nodes import Node, column_of, constant, items, only, strings
from toolkit.lint.sql.updates.comparisons import any_, both, compare, distinct, like, truth
from toolkit.lint.sql.updates.values import (
    NEGATED,
    NO,
    NULL,
    UNKNOWN,
    YES,
    Mark,
    Truth,
    Values,
    value_of,
)


def holds(node: Node | None, values: Values) -> Truth:
    if not node:
        return YES
    kind, inner = only(node)
    judge = JUDGES.get(kind)
    return judge(inner, values) if judge else UNKNOWN


def refuses(node: Node | None, values: Values) -> bool:
    """Whether a row with those values is surely left out."""
    return holds(node, values) in (NO, NULL)


def _bool_expr(node: Node, values: Values) -> Truth:
    found = [holds(one, values) for one in node.get("args", [])]
    if node.get("boolop") == "NOT_EXPR":
        return NEGATED[found[0]]
    decides, other = (NO, YES) if node.get("boolop") == "AND_EXPR" else (YES, NO)
    for one in (decides, UNKNOWN, NULL):
        if one in found:
            return one
    return other


def _null_test(node: Node, values: Values) -> Truth:
    value = value_of(node.get("arg", {}), values)
    if value is Mark.UNKNOWN:
        return UNKNOWN
    return truth((value is None) == (node.get("nulltesttype") == "IS_NULL"))


def _boolean_test(node: Node, values: Values) -> Truth:
    value = holds(node.get("arg", {}), values)
    wanted = {"TRUE": YES, "FALSE": NO, "UNKNOWN": NULL}
    _, _, what = str(node.get("booltesttype", "")).rpartition("_")
    if value is UNKNOWN:
        return UNKNOWN
    return truth((value is wanted.get(what)) != ("_NOT_" in node.get("booltesttype", "")))


def _flag(node: Node, values: Values) -> Truth:
    value = values.get(column_of(node)[1], Mark.UNKNOWN)
    return _as_truth(value)


def _as_truth(value: Any) -> Truth:
    if value is None:
        return NULL
    return truth(value) if isinstance(value, bool) else UNKNOWN


def _const(node: Node, _: Values) -> Truth:
    return _as_truth(constant({"A_Const": node}))


def _expression(node: Node, values: Values) -> Truth:
    left = value_of(node.get("lexpr", {}), values)
    kind, operator = node.get("kind"), (strings(node.get("name", [])) or [""])[-1]
    right = node.get("rexpr", {})
    if kind == "AEXPR_IN":
        found = any_([compare("=", left, value_of(one, values)) for one in items(right)])
        return found if operator == "=" else NEGATED[found]
    if kind == "AEXPR_BETWEEN" and len(items(right)) == 2:
        low, high = (value_of(one, values) for one in items(right))
        return both(compare(">=", left, low), compare("<=", left, high))
    if kind in ("AEXPR_DISTINCT", "AEXPR_NOT_DISTINCT"):
        return distinct(left, value_of(right, values), kind == "AEXPR_DISTINCT")
    if kind in ("AEXPR_LIKE", "AEXPR_ILIKE"):
        found = like(left, value_of(right, values), kind == "AEXPR_ILIKE")
        return NEGATED[found] if operator.startswith("!") else found
    if kind == "AEXPR_OP":
        return compare(operator, left, value_of(right, values))
    return UNKNOWN


JUDGES: dict[str, Callable[[Node, Values], Truth]] = {
    "BoolExpr": _bool_expr,
    "NullTest": _null_test,
    "BooleanTest": _boolean_test,
    "ColumnRef": _flag,
    "A_Const": _const,
    "A_Expr": _expression,
}
