"""Conditions: what they ask about what is there."""

from __future__ import annotations

from collections.abc import Callable

from toolkit.lint.effects import All, Any, Asked, Not, Unclear
from toolkit.lint.sql.asking import NO, NOBODY_KNOWS, YES, Answers, Asking, unclear
from toolkit.lint.sql.catalogs import VALUES
from toolkit.lint.sql.comparing import compared
from toolkit.lint.sql.facts import DATA
from toolkit.lint.sql.nodes import Node, beneath, column_of, constant, only, strings
from toolkit.lint.sql.queries import objects
from toolkit.lint.sql.registered import KINDS, TO_REGISTERED, registered


def rows(select: Node, answers: Answers) -> Asked:
    """Of a query whose first value is the answer, or whose having any row is."""
    if select.get("op", "SETOP_NONE") != "SETOP_NONE":
        if select["op"] != "SETOP_UNION":
            return DATA
        return Any(tuple(rows(select[one], answers) for one in ("larg", "rarg")))
    targets = [one.get("ResTarget", {}).get("val", {}) for one in select.get("targetList", [])]
    found = any_row(select, answers)
    if len(targets) != 1:
        return found
    return _value(targets[0], Asking(answers, found), "fromClause" in select)


def any_row(select: Node, answers: Answers) -> Asked:
    if select.get("op", "SETOP_NONE") != "SETOP_NONE":
        return rows(select, answers)
    if "fromClause" not in select:
        where = select.get("whereClause")
        return condition(where, Asking(answers)) if where else YES
    return objects(select, answers.texts)


def _value(target: Node, around: Asking, from_something: bool) -> Asked:
    kind, inner = only(target)
    if kind == "ColumnRef" and from_something:
        return DATA if column_of(inner)[1] in VALUES else around.rows
    if kind == "A_Const" and from_something:
        return around.rows
    found = condition(target, around)
    if from_something and isinstance(found, Unclear) and not _has_count(target):
        return around.rows if kind in ("FuncCall", "CoalesceExpr", "TypeCast") else DATA
    return found


def _has_count(node: Node) -> bool:
    calls = beneath(node, "FuncCall")
    return any(strings(one.get("funcname", []))[-1:] == ["count"] for one in calls)


def condition(node: Node, around: Asking) -> Asked:
    kind, inner = only(node)
    how = CONDITIONS.get(kind)
    if how:
        return how(inner, around)
    return unclear(node)


def _bool(node: Node, around: Asking) -> Asked:
    found = tuple(condition(one, around) for one in node.get("args", []))
    if node.get("boolop") == "NOT_EXPR":
        return Not(found[0])
    return All(found) if node.get("boolop") == "AND_EXPR" else Any(found)


def _link(node: Node, around: Asking) -> Asked:
    select = node.get("subselect", {}).get("SelectStmt", {})
    kind = node.get("subLinkType")
    if kind == "EXISTS_SUBLINK":
        return any_row(select, around.answers)
    if kind == "EXPR_SUBLINK":
        return rows(select, around.answers)
    return _member(node, select, around) if kind == "ANY_SUBLINK" else DATA


def _member(node: Node, select: Node, around: Asking) -> Asked:
    """`'x' IN (SELECT name FROM …)`: with that for a condition."""
    targets = [one.get("ResTarget", {}).get("val", {}) for one in select.get("targetList", [])]
    if len(targets) != 1 or node.get("operName", [{"String": {"sval": "="}}]) == []:
        return DATA
    equal = {"kind": "AEXPR_OP", "name": [{"String": {"sval": "="}}]}
    more = {"A_Expr": {**equal, "lexpr": targets[0], "rexpr": node.get("testexpr", {})}}
    both = [select["whereClause"], more] if "whereClause" in select else [more]
    where = {"BoolExpr": {"boolop": "AND_EXPR", "args": both}}
    return any_row({**select, "whereClause": where}, around.answers)


def _null_test(node: Node, around: Asking) -> Asked:
    found = condition(node.get("arg", {}), around)
    return Not(found) if node.get("nulltesttype") == "IS_NULL" else found


def _boolean_test(node: Node, around: Asking) -> Asked:
    found = condition(node.get("arg", {}), around)
    negative = ("IS_FALSE", "IS_NOT_TRUE")
    return Not(found) if node.get("booltesttype") in negative else found


def _call(node: Node, around: Asking) -> Asked:
    name = (strings(node.get("funcname", [])) or [""])[-1]
    arguments = node.get("args", [])
    if name == "count":
        return around.rows
    if name in TO_REGISTERED and arguments:
        return registered(name.removeprefix("to_"), arguments[0], around)
    if name in ("bool_or", "max", "min", "coalesce") and arguments:
        return condition(arguments[0], around)
    return unclear(node)


def _cast(node: Node, around: Asking) -> Asked:
    kind = (strings(node.get("typeName", {}).get("names", [])) or [""])[-1]
    if kind in KINDS:
        return registered(kind, node.get("arg", {}), around)
    return condition(node.get("arg", {}), around)


def _variable(node: Node, around: Asking) -> Asked:
    row, name = column_of(node)
    return around.answers.truths.get(f"{row}.{name}" if row else name, NOBODY_KNOWS)


def _const(node: Node, _: Asking) -> Asked:
    value = constant({"A_Const": node})
    if isinstance(value, str):
        value = value.lower() in ("t", "true", "yes", "on", "1")
    return YES if value else NO


def _first(node: Node, around: Asking) -> Asked:
    return condition((node.get("args") or [{}])[0], around)


CONDITIONS: dict[str, Callable[[Node, Asking], Asked]] = {
    "BoolExpr": _bool,
    "SubLink": _link,
    "NullTest": _null_test,
    "BooleanTest": _boolean_test,
    "FuncCall": _call,
    "TypeCast": _cast,
    "ColumnRef": _variable,
    "A_Const": _const,
    "CoalesceExpr": _first,
    "A_Expr": lambda node, around: compared(node, around, condition),
}
