"""CASE that maps values of a column: each result must map to itself."""

from __future__ import annotations

from typing import Any

from toolkit.lint.sql.nodes import Node, constant
from toolkit.lint.sql.updates.subject import Judge, Subject
from toolkit.lint.sql.updates.truth import holds
from toolkit.lint.sql.updates.values import Mark, Truth, value_of

NOTHING: Node = {"A_Const": {"isnull": True}}


def case(node: Node, of: Subject, judge: Judge) -> bool:
    whens = [one.get("CaseWhen", {}) for one in node.get("args", [])]
    results = [*(one.get("result", {}) for one in whens), node.get("defresult", NOTHING)]
    if not all(judge(one, of) for one in results):
        return False
    asked = [node.get("arg"), *(one.get("expr") for one in whens)]
    if not of.is_in(asked):
        return True
    constants = [one for one in results if "A_Const" in _uncast(one)]
    return all(_maps_to_itself(node, whens, constant(one), of) for one in constants)


def _uncast(node: Node) -> Node:
    while "TypeCast" in node:
        node = node["TypeCast"].get("arg", {})
    return node


def _maps_to_itself(node: Node, whens: list[Node], value: Any, of: Subject) -> bool:
    values = {of.column: value}
    for one in whens:
        met = holds(_condition(node, one), values)
        if met is Truth.UNKNOWN:
            return False
        if met is Truth.YES:
            return _gives(one.get("result", {}), value, values)
    return _gives(node.get("defresult", NOTHING), value, values)


def _condition(node: Node, when: Node) -> Node:
    """`CASE x WHEN 1`: x = 1."""
    expression: Node = when.get("expr", {})
    if "arg" not in node:
        return expression
    equal = [{"String": {"sval": "="}}]
    parts = {"kind": "AEXPR_OP", "name": equal, "lexpr": node["arg"], "rexpr": expression}
    return {"A_Expr": parts}


def _gives(result: Node, value: Any, values: dict[str, Any]) -> bool:
    found = value_of(result, values)
    return not isinstance(found, Mark) and bool(found == value)
