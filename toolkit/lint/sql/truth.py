"""Conditions over values known in part, in SQL's logic: true, false, NULL, nobody knows."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any

from toolkit.lint.sql.nodes import Node, column_of, constant, only, strings

MOST_WILDCARDS = 4


class Truth(Enum):
    """Of a condition."""

    YES = "yes"
    NO = "no"
    NULL = "null"
    UNKNOWN = "unknown"


class Mark(Enum):
    """What is known of a value that is none: nothing, or that it is not NULL."""

    UNKNOWN = "unknown"
    SOMETHING = "something"


Values = Mapping[str, Any]
"""Of columns, None for NULL; those that are not in it are not known."""
YES, NO, NULL, UNKNOWN = Truth
NEGATED = {YES: NO, NO: YES, NULL: NULL, UNKNOWN: UNKNOWN}


def holds(node: Node | None, values: Values) -> Truth:
    if not node:
        return YES
    kind, inner = only(node)
    judge = JUDGES.get(kind)
    return judge(inner, values) if judge else UNKNOWN


def refuses(node: Node | None, values: Values) -> bool:
    """Whether a row with those values is surely left out."""
    return holds(node, values) in (NO, NULL)


def value_of(node: Node, values: Values) -> Any:
    kind, inner = only(node)
    if kind == "TypeCast":
        return value_of(inner.get("arg", {}), values)
    if kind == "A_Const":
        return constant(node)
    if kind == "ColumnRef":
        return values.get(column_of(inner)[1], Mark.UNKNOWN)
    if kind == "FuncCall":
        return _called(inner, values)
    return Mark.UNKNOWN


def _called(node: Node, values: Values) -> Any:
    name = strings(node.get("funcname", []))[-1:]
    arguments = node.get("args", [])
    if name not in (["lower"], ["upper"]) or len(arguments) != 1:
        return Mark.UNKNOWN
    value = value_of(arguments[0], values)
    if not isinstance(value, str):
        return value
    return value.lower() if name == ["lower"] else value.upper()


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
    return _truth((value is None) == (node.get("nulltesttype") == "IS_NULL"))


def _boolean_test(node: Node, values: Values) -> Truth:
    value = holds(node.get("arg", {}), values)
    wanted = {"TRUE": YES, "FALSE": NO, "UNKNOWN": NULL}
    _, _, what = str(node.get("booltesttype", "")).rpartition("_")
    if value is UNKNOWN:
        return UNKNOWN
    return _truth((value is wanted.get(what)) != ("_NOT_" in node.get("booltesttype", "")))


def _truth(found: bool) -> Truth:
    return YES if found else NO


def _flag(node: Node, values: Values) -> Truth:
    value = values.get(column_of(node)[1], Mark.UNKNOWN)
    return _as_truth(value)


def _as_truth(value: Any) -> Truth:
    if value is None:
        return NULL
    return _truth(value) if isinstance(value, bool) else UNKNOWN


def _const(node: Node, _: Values) -> Truth:
    return _as_truth(constant({"A_Const": node}))


def _expression(node: Node, values: Values) -> Truth:
    left = value_of(node.get("lexpr", {}), values)
    kind, operator = node.get("kind"), (strings(node.get("name", [])) or [""])[-1]
    right = node.get("rexpr", {})
    if kind == "AEXPR_IN":
        found = _any([_compare("=", left, value_of(one, values)) for one in _listed(right)])
        return found if operator == "=" else NEGATED[found]
    if kind == "AEXPR_BETWEEN" and len(_listed(right)) == 2:
        low, high = (value_of(one, values) for one in _listed(right))
        return _both(_compare(">=", left, low), _compare("<=", left, high))
    if kind in ("AEXPR_DISTINCT", "AEXPR_NOT_DISTINCT"):
        return _distinct(left, value_of(right, values), kind == "AEXPR_DISTINCT")
    if kind in ("AEXPR_LIKE", "AEXPR_ILIKE"):
        found = _like(left, value_of(right, values), kind == "AEXPR_ILIKE")
        return NEGATED[found] if operator.startswith("!") else found
    if kind == "AEXPR_OP":
        return _compare(operator, left, value_of(right, values))
    return UNKNOWN


def _listed(node: Node) -> list[Node]:
    found: list[Node] = node.get("List", {}).get("items", [])
    return found


def _any(found: list[Truth]) -> Truth:
    for one in (YES, UNKNOWN, NULL):
        if one in found:
            return one
    return NO


def _both(one: Truth, other: Truth) -> Truth:
    return NEGATED[_any([NEGATED[one], NEGATED[other]])]


def _distinct(left: Any, right: Any, distinct: bool) -> Truth:
    if isinstance(left, Mark) or isinstance(right, Mark):
        return UNKNOWN
    if left is None or right is None:
        return _truth((left is right) != distinct)
    found = _compare("=", left, right)
    return NEGATED[found] if distinct else found


COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda one, other: bool(one == other),
    "<>": lambda one, other: bool(one != other),
    "<": lambda one, other: bool(one < other),
    ">": lambda one, other: bool(one > other),
    "<=": lambda one, other: bool(one <= other),
    ">=": lambda one, other: bool(one >= other),
}


def _compare(operator: str, left: Any, right: Any) -> Truth:
    compare = COMPARISONS.get(operator)
    if compare is None or isinstance(left, Mark) or isinstance(right, Mark):
        return UNKNOWN
    if left is None or right is None:
        return NULL
    alike = isinstance(left, str) == isinstance(right, str)
    return _truth(compare(left, right)) if alike else UNKNOWN


def _like(value: Any, pattern: Any, any_case: bool) -> Truth:
    if value is None or pattern is None:
        return NULL
    if not isinstance(value, str) or not isinstance(pattern, str):
        return UNKNOWN
    if pattern.count("%") > MOST_WILDCARDS or len(value) > 200 or "\\" in pattern:
        return UNKNOWN
    wild = {"%": ".*", "_": "."}
    text = "".join(wild.get(one, re.escape(one)) for one in pattern)
    flags = re.DOTALL | (re.IGNORECASE if any_case else 0)
    return _truth(re.fullmatch(text, value, flags) is not None)


JUDGES: dict[str, Callable[[Node, Values], Truth]] = {
    "BoolExpr": _bool_expr,
    "NullTest": _null_test,
    "BooleanTest": _boolean_test,
    "ColumnRef": _flag,
    "A_Const": _const,
    "A_Expr": _expression,
}
