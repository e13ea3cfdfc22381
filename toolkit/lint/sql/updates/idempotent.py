"""Whether an expression of a column, taken of its own result again, leaves it as it is."""

from __future__ import annotations

from collections.abc import Callable

from toolkit.lint.sql.nodes import Node, beneath, constant, only, strings, text_of
from toolkit.lint.sql.updates.calls import call
from toolkit.lint.sql.updates.cases import case
from toolkit.lint.sql.updates.objects import is_key, merged
from toolkit.lint.sql.updates.subject import Judge, Subject, bare


def idempotent(node: Node, of: Subject) -> bool:
    if of.is_it(node) or not of.is_in(node):
        return True
    kind, inner = only(node)
    judge = JUDGES.get(kind)
    return judge(inner, of, idempotent) if judge else False


def _argument(node: Node, of: Subject, judge: Judge) -> bool:
    return judge(node.get("arg", {}), of)


def _arguments(node: Node, of: Subject, judge: Judge) -> bool:
    return all(judge(one, of) for one in node.get("args", []))


def _bool(node: Node, of: Subject, judge: Judge) -> bool:
    return node.get("boolop") != "NOT_EXPR" and _arguments(node, of, judge)


def _boolean_test(node: Node, of: Subject, judge: Judge) -> bool:
    return node.get("booltesttype") in ("IS_TRUE", "IS_NOT_FALSE") and _argument(node, of, judge)


def _expression(node: Node, of: Subject, judge: Judge) -> bool:
    left, right = node.get("lexpr", {}), node.get("rexpr", {})
    if node.get("kind") == "AEXPR_NULLIF":
        return judge(left, of) and not of.is_in(right)
    operator = (strings(node.get("name", [])) or [""])[-1]
    if operator == "||" and _first_part(left, right, of):
        return True
    if operator == "||":
        return merged(left, right, of, judge)
    if of.is_in(right):
        return operator in ("&", "|") and not of.is_in(left) and judge(right, of)
    if operator == "-":
        return is_key(right) and judge(left, of)
    return operator in ("#-", "&", "|", "%") and judge(left, of)


def _first_part(left: Node, right: Node, of: Subject) -> bool:
    """`split_part(x, '@', 1) || '@…'`."""
    call, end = left.get("FuncCall", {}), text_of(right)
    if strings(call.get("funcname", []))[-1:] != ["split_part"] or len(call["args"]) != 3:
        return False
    what, by, number = call["args"]
    cut = text_of(by)
    return bool(of.is_it(what) and constant(number) == 1 and cut and end and end.startswith(cut))


def _sub_select(node: Node, of: Subject, _: Judge) -> bool:
    select = node.get("subselect", {}).get("SelectStmt", {})
    if "distinctClause" in select:
        return True
    if of.is_in(select.get("whereClause")):
        return False  # another row each time
    targets = [one.get("ResTarget", {}).get("val", {}) for one in select.get("targetList", [])]
    inner = Subject(of.column, of.own | _aliases(select, of), of.key)
    return all(_is_summary(one, inner) for one in targets)


def _is_summary(node: Node, of: Subject) -> bool:
    """What stands in another row, one value of many rows, or nothing of the column."""
    inner = bare(node)
    if not of.is_in(inner) or "ColumnRef" in inner:
        return True
    return "FuncCall" in inner and idempotent(inner, of)


def _aliases(select: Node, of: Subject) -> frozenset[str]:
    ranges = beneath(select.get("fromClause", []), "RangeVar")
    return frozenset(
        one.get("alias", {}).get("aliasname", one["relname"])
        for one in ranges
        if one.get("relname") in of.own
    )


JUDGES: dict[str, Callable[[Node, Subject, Judge], bool]] = {
    "TypeCast": _argument,
    "CollateClause": _argument,
    "CoalesceExpr": _arguments,
    "MinMaxExpr": _arguments,
    "BoolExpr": _bool,
    "BooleanTest": _boolean_test,
    "A_Expr": _expression,
    "FuncCall": call,
    "CaseExpr": case,
    "SubLink": _sub_select,
}
