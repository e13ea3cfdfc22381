"""Values that are known in part, and SQL's four answers: true, false, NULL, nobody knows."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from operator import add, mul, sub
from typing import Any

from toolkit.lint.sql.nodes import Node, column_of, constant, only, strings


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
    if kind == "CoalesceExpr":
        found = [value_of(one, values) for one in inner.get("args", [])]
        return next((one for one in found if one is not None), None)
    return _computed(inner, values) if kind == "A_Expr" else Mark.UNKNOWN


def _computed(node: Node, values: Values) -> Any:
    """Of two numbers, or two texts."""
    operator = (strings(node.get("name", [])) or [""])[-1]
    left, right = (value_of(node.get(one, {}), values) for one in ("lexpr", "rexpr"))
    kinds = {type(left), type(right)}
    if operator == "||" and kinds == {str}:
        return left + right
    if operator in COMPUTED and kinds <= {int, float}:
        return COMPUTED[operator](left, right)
    return Mark.UNKNOWN


COMPUTED = {"+": add, "-": sub, "*": mul}


def _called(node: Node, values: Values) -> Any:
    name = strings(node.get("funcname", []))[-1:]
    arguments = node.get("args", [])
    if name not in (["lower"], ["upper"]) or len(arguments) != 1:
        return Mark.UNKNOWN
    value = value_of(arguments[0], values)
    if not isinstance(value, str):
        return value
    return value.lower() if name == ["lower"] else value.upper()
