"""JSON objects and arrays that lose or get keys."""

from __future__ import annotations

import json
import re
from typing import Any

from toolkit.lint.sql.nodes import Node, beneath, strings, text_of
from toolkit.lint.sql.updates.subject import Judge, Subject, bare

MADE_BY = frozenset({"jsonb_build_object", "json_build_object", "hstore"})


def is_key(node: Node) -> bool:
    """What is taken from an object or array, as against a number or a time."""
    casts = [strings(one.get("names", []))[-1:] for one in beneath(node, "TypeName")]
    if "A_ArrayExpr" in node or any(one == ["text"] for one in casts):
        return True
    text = text_of(node)
    return text is not None and not casts and not re.match(r"\s*-?\d", text)


def merged(left: Node, right: Node, of: Subject, judge: Judge) -> bool:
    """`||` of an object: its keys are the same afterwards."""
    if not of.is_in(right):
        return _is_object(right) and not _is_text(left) and judge(left, of)
    return _pairs_hold(right, of, judge, _removed(left)) and judge(left, of)


def _removed(node: Node) -> set[str | None]:
    """Keys that are gone: `x - 'a'`."""
    taken = [one for one in beneath(node, "A_Expr") if strings(one.get("name", [])) == ["-"]]
    return {text_of(one.get("rexpr", {})) for one in taken}


def _is_text(node: Node) -> bool:
    """What takes the place of NULL there is no JSON: then `||` joins letters."""
    found = beneath(node, "CoalesceExpr")
    others = (text_of(one) for coalesce in found for one in coalesce.get("args", []))
    return any(one is not None and _loaded(one) is None for one in others)


def _loaded(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _is_object(node: Node) -> bool:
    value = text_of(node)
    if value is not None:
        return isinstance(_loaded(value), dict)
    return bool(set(strings(bare(node).get("FuncCall", {}).get("funcname", []))) & MADE_BY)


def _pairs_hold(node: Node, of: Subject, judge: Judge, gone: set[str | None]) -> bool:
    """An object built of other keys of the column."""
    if not _is_object(node) or text_of(node) is not None:
        return False
    arguments = bare(node)["FuncCall"].get("args", [])
    keys = {text_of(one) for one in arguments[::2]} | gone
    return all(
        _value_holds(value, text_of(key), keys, of, judge)
        for key, value in zip(arguments[::2], arguments[1::2], strict=False)
    )


def _value_holds(
    value: Node, key: str | None, keys: set[str | None], of: Subject, judge: Judge
) -> bool:
    """What stands under `key` reads nothing that is changed with it, or is idempotent itself."""
    if not of.is_in(value):
        return True
    if key is not None and judge(value, Subject(of.column, of.own, key)):
        return True
    read = [of.key_of({"A_Expr": one}) for one in beneath(value, "A_Expr")]
    found = [one for one in read if one is not None]
    mentions = sum(of.is_column(one) for one in beneath(value, "ColumnRef"))
    return len(found) == mentions and not keys & set(found)


def jsonb_set(arguments: list[Node], of: Subject, judge: Judge) -> bool:
    if len(arguments) < 3 or not judge(arguments[0], of):
        return False
    path = (text_of(arguments[1]) or "").strip("{}").split(",")
    if not path[0]:
        path = [text_of(one) or "" for one in _items(arguments[1])]
    if len(path) != 1:
        return not of.is_in(arguments[2])
    return _value_holds(arguments[2], path[0], {path[0]}, of, judge)


def _items(node: Node) -> list[Node]:
    found: list[Node] = bare(node).get("A_ArrayExpr", {}).get("elements", [])
    return found
