"""Whether an expression of a column, taken of its own result again, leaves it as it is."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from toolkit.lint.sql.nodes import Node, beneath, column_of, constant, only, strings, text_of
from toolkit.lint.sql.truth import Mark, Truth, holds, value_of

FUNCTIONS = frozenset(
    "lower upper initcap btrim ltrim rtrim trim abs round floor ceil ceiling trunc left lpad rpad "
    "unaccent normalize jsonb_strip_nulls json_strip_nulls to_jsonb to_json strip "
    "array_remove array_replace sort uniq sign bool_or bool_and max min any_value".split()
)
"""Of their first argument, the others being constants."""
OF_THE_SECOND = frozenset({"date_trunc"})
OBJECTS_MADE_BY = frozenset({"jsonb_build_object", "json_build_object", "hstore"})
LONGEST_PATTERN = 60


@dataclass(frozen=True)
class Subject:
    """What the expression is of: a column, or one key of it. `own`: what the table is called."""

    column: str
    own: frozenset[str]
    key: str | None = None

    def is_column(self, reference: Node) -> bool:
        table, name = column_of(reference)
        return name == self.column and (not table or table in self.own)

    def is_it(self, node: Node) -> bool:
        if "ColumnRef" in node:
            return self.key is None and self.is_column(node["ColumnRef"])
        return self.key is not None and self.key_of(node) == self.key

    def key_of(self, node: Node) -> str | None:
        """Of what reads a key of the column."""
        inner = node.get("A_Expr", {})
        if strings(inner.get("name", [])) not in (["->"], ["->>"]):
            return None
        left = _bare(inner.get("lexpr", {}))
        whole = "ColumnRef" in left and self.is_column(left["ColumnRef"])
        return text_of(inner.get("rexpr", {})) if whole else None

    def is_in(self, tree: Any) -> bool:
        """Whether the column is read anywhere in it."""
        return any(self.is_column(one) for one in beneath(tree, "ColumnRef"))


def idempotent(node: Node, of: Subject) -> bool:
    if of.is_it(node) or not of.is_in(node):
        return True
    kind, inner = only(node)
    judge = JUDGES.get(kind)
    return judge(inner, of) if judge else False


def _bare(node: Node) -> Node:
    """Without casts, and without what stands in for NULL."""
    while True:
        kind, inner = only(node)
        if kind == "TypeCast":
            node = inner.get("arg", {})
        elif kind == "CoalesceExpr" and inner.get("args"):
            node = inner["args"][0]
        else:
            return node


def _argument(node: Node, of: Subject) -> bool:
    return idempotent(node.get("arg", {}), of)


def _arguments(node: Node, of: Subject) -> bool:
    return all(idempotent(one, of) for one in node.get("args", []))


def _bool(node: Node, of: Subject) -> bool:
    return node.get("boolop") != "NOT_EXPR" and _arguments(node, of)


def _boolean_test(node: Node, of: Subject) -> bool:
    return node.get("booltesttype") in ("IS_TRUE", "IS_NOT_FALSE") and _argument(node, of)


def _expression(node: Node, of: Subject) -> bool:
    left, right = node.get("lexpr", {}), node.get("rexpr", {})
    if node.get("kind") == "AEXPR_NULLIF":
        return idempotent(left, of) and not of.is_in(right)
    operator = (strings(node.get("name", [])) or [""])[-1]
    if operator == "||":
        return _merged(left, right, of)
    if of.is_in(right):
        return operator in "&|" and not of.is_in(left) and idempotent(right, of)
    if operator == "-":
        return _is_key(right) and idempotent(left, of)
    return operator in ("#-", "&", "|", "%") and idempotent(left, of)


def _is_key(node: Node) -> bool:
    """What is taken from an object or array, as against a number or a time."""
    casts = [strings(one.get("names", []))[-1:] for one in beneath(node, "TypeName")]
    if "A_ArrayExpr" in node or any(one == ["text"] for one in casts):
        return True
    text = text_of(node)
    return text is not None and not casts and not re.match(r"\s*-?\d", text)


def _merged(left: Node, right: Node, of: Subject) -> bool:
    """`||` of an object: its keys are the same afterwards."""
    if not of.is_in(right):
        return _is_object(right) and idempotent(left, of)
    return _pairs_hold(right, of) and idempotent(left, of)


def _is_object(node: Node) -> bool:
    value = text_of(node)
    if value is not None:
        try:
            return isinstance(json.loads(value), dict)
        except (ValueError, RecursionError):
            return False
    node = _bare(node)
    return bool(set(strings(node.get("FuncCall", {}).get("funcname", []))) & OBJECTS_MADE_BY)


def _pairs_hold(node: Node, of: Subject) -> bool:
    """An object built of other keys of the column."""
    if not _is_object(node) or text_of(node) is not None:
        return False
    arguments = _bare(node)["FuncCall"].get("args", [])
    keys = {text_of(one) for one in arguments[::2]}
    return all(
        _value_holds(value, text_of(key), keys, of)
        for key, value in zip(arguments[::2], arguments[1::2], strict=False)
    )


def _value_holds(value: Node, key: str | None, keys: set[str | None], of: Subject) -> bool:
    """What stands under `key` reads nothing that is changed with it, or is idempotent itself."""
    if not of.is_in(value):
        return True
    if key is not None and idempotent(value, Subject(of.column, of.own, key)):
        return True
    read = [of.key_of({"A_Expr": one}) for one in beneath(value, "A_Expr")]
    found = [one for one in read if one is not None]
    mentions = sum(of.is_column(one) for one in beneath(value, "ColumnRef"))
    return len(found) == mentions and not keys & set(found)


def _call(node: Node, of: Subject) -> bool:
    name = (strings(node.get("funcname", [])) or [""])[-1]
    arguments: list[Node] = node.get("args", [])
    if not arguments:
        return True
    special = CALLS.get(name)
    if special:
        return special(arguments, of)
    first, *rest = arguments[::-1] if name in OF_THE_SECOND else arguments
    if name not in FUNCTIONS and name not in OF_THE_SECOND:
        return False
    return idempotent(first, of) and not of.is_in(rest)


def _replace(arguments: list[Node], of: Subject) -> bool:
    if len(arguments) != 3 or not idempotent(arguments[0], of):
        return False
    old, new = text_of(arguments[1]), text_of(arguments[2])
    return old is not None and new is not None and (not old or old not in new)


def _translate(arguments: list[Node], of: Subject) -> bool:
    if len(arguments) != 3 or not idempotent(arguments[0], of):
        return False
    old, new = text_of(arguments[1]), text_of(arguments[2])
    return old is not None and new is not None and not set(old) & set(new)


def _regexp_replace(arguments: list[Node], of: Subject) -> bool:
    if len(arguments) < 3 or not idempotent(arguments[0], of):
        return False
    pattern, new = text_of(arguments[1]), text_of(arguments[2])
    if pattern is None or new is None or "\\" in new:
        return False
    return not new or not _may_match(pattern, new)


def _may_match(pattern: str, text: str) -> bool:
    """Patterns that could take long are not tried."""
    if len(pattern) > LONGEST_PATTERN or len(text) > LONGEST_PATTERN:
        return True
    if sum(pattern.count(one) for one in "*+{") > 2 or re.search(r"\)[*+?{]", pattern):
        return True
    try:
        return re.search(pattern, text) is not None
    except (re.error, RecursionError, OverflowError):
        return True


def _jsonb_set(arguments: list[Node], of: Subject) -> bool:
    if len(arguments) < 3 or not idempotent(arguments[0], of):
        return False
    path = (text_of(arguments[1]) or "").strip("{}").split(",")
    if not path[0]:
        path = [text_of(one) or "" for one in _items(arguments[1])]
    if len(path) != 1:
        return not of.is_in(arguments[2])
    return _value_holds(arguments[2], path[0], {path[0]}, of)


def _items(node: Node) -> list[Node]:
    found: list[Node] = _bare(node).get("A_ArrayExpr", {}).get("elements", [])
    return found


CALLS: dict[str, Callable[[list[Node], Subject], bool]] = {
    "replace": _replace,
    "translate": _translate,
    "regexp_replace": _regexp_replace,
    "jsonb_set": _jsonb_set,
    "jsonb_set_lax": _jsonb_set,
    "json_set": _jsonb_set,
}


def _case(node: Node, of: Subject) -> bool:
    """Where it maps values of the column: each result must map to itself."""
    whens = [one.get("CaseWhen", {}) for one in node.get("args", [])]
    results = [one.get("result", {}) for one in whens] + [node.get("defresult", NOTHING)]
    if not all(idempotent(one, of) for one in results):
        return False
    asked = [node.get("arg"), *(one.get("expr") for one in whens)]
    if not of.is_in(asked):
        return True
    constants = [one for one in results if "A_Const" in _uncast(one)]
    return all(_maps_to_itself(node, whens, constant(one), of) for one in constants)


NOTHING: Node = {"A_Const": {"isnull": True}}


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
    expression: Node = when.get("expr", {})
    if "arg" not in node:
        return expression
    equal = [{"String": {"sval": "="}}]
    parts = {"kind": "AEXPR_OP", "name": equal, "lexpr": node["arg"], "rexpr": expression}
    return {"A_Expr": parts}


def _gives(result: Node, value: Any, values: dict[str, Any]) -> bool:
    found = value_of(result, values)
    return not isinstance(found, Mark) and found == value


def _sub_select(node: Node, of: Subject) -> bool:
    select = node.get("subselect", {}).get("SelectStmt", {})
    if "distinctClause" in select:
        return True
    if of.is_in(select.get("whereClause")):
        return False  # another row each time
    targets = [one.get("ResTarget", {}).get("val", {}) for one in select.get("targetList", [])]
    inner = Subject(of.column, of.own | _aliases(select, of), of.key)
    return all(_is_summary(one, inner) for one in targets)


def _is_summary(node: Node, of: Subject) -> bool:
    """One value of many rows, or nothing of the column."""
    bare = _bare(node)
    return not of.is_in(bare) or ("FuncCall" in bare and idempotent(bare, of))


def _aliases(select: Node, of: Subject) -> frozenset[str]:
    ranges = beneath(select.get("fromClause", []), "RangeVar")
    return frozenset(
        one.get("alias", {}).get("aliasname", one["relname"])
        for one in ranges
        if one.get("relname") in of.own
    )


JUDGES: dict[str, Callable[[Node, Subject], bool]] = {
    "TypeCast": _argument,
    "CollateClause": _argument,
    "CoalesceExpr": _arguments,
    "MinMaxExpr": _arguments,
    "BoolExpr": _bool,
    "BooleanTest": _boolean_test,
    "A_Expr": _expression,
    "FuncCall": _call,
    "CaseExpr": _case,
    "SubLink": _sub_select,
}
