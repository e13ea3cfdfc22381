"""Which rows a DELETE takes and a query gives, in words that are the same for the same rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from toolkit.lint.effects import Name
from toolkit.lint.sql.nodes import Node, column_of, only, relation, strings

EVERY = ""


def deleted(node: Node) -> tuple[str, ...]:
    """Of a DELETE."""
    if "usingClause" in node:
        return ()
    return (_which(relation(node["relation"]), _words(node.get("whereClause"))),)


def emptied(table: Name) -> tuple[str, ...]:
    """Of a TRUNCATE."""
    return (_which(table, EVERY),)


def given(select: Node) -> tuple[str, ...]:
    """Any of these rows gone, a query gives none."""
    tables = [relation(one) for one in _inner(select.get("fromClause", []))]
    found = [_which(one, EVERY) for one in tables]
    if len(tables) == 1 and "whereClause" in select:
        where = [select["whereClause"], *_conjuncts(select["whereClause"])]
        found += [_which(tables[0], _words(one)) for one in where]
    return tuple(found)


def _which(table: Name, words: str) -> str:
    return f"{table}:{words}"


def _inner(sources: list[Node]) -> Iterator[Node]:
    """Tables whose rows there must be."""
    for one in sources:
        kind, inner = only(one)
        if kind == "RangeVar":
            yield inner
        elif kind == "JoinExpr":
            left = [inner.get("larg", {})] if inner.get("jointype") != "JOIN_RIGHT" else []
            right = [inner.get("rarg", {})] if inner.get("jointype") == "JOIN_INNER" else []
            yield from _inner([*left, *right])


def _conjuncts(node: Node) -> Iterator[Node]:
    inner = node.get("BoolExpr", {})
    if inner.get("boolop") == "AND_EXPR":
        yield from inner.get("args", [])


def _words(tree: Any) -> str:
    """Without places, and without what the table is called."""
    if isinstance(tree, list):
        return f"[{' '.join(map(_words, tree))}]"
    if not isinstance(tree, dict):
        return EVERY if tree is None else repr(tree)
    if "ColumnRef" in tree:
        return column_of(tree["ColumnRef"])[1]
    parts = (f"{key} {_words(one)}" for key, one in tree.items() if key != "location")
    return f"({' '.join(parts)})"


def another_each_time(node: Node) -> str:
    """Why a DELETE takes more rows each time: it asks for the first that is left; "" otherwise."""
    table = relation(node["relation"])
    where = node.get("whereClause", {})
    for one in [where, *_conjuncts(where)]:
        if any(_takes_first(query, table) for query in _equal_to(one)):
            return "the first row that is left is deleted each time"
    return ""


def _equal_to(node: Node) -> Iterator[Node]:
    """Queries of `x = (SELECT …)`, `x IN (SELECT …)`, `x = ANY (SELECT …)`."""
    kind, inner = only(node)
    links = [inner] if kind == "SubLink" and "operName" not in inner else []
    if kind == "SubLink" and strings(inner.get("operName", [])) == ["="]:
        links = [inner]
    if kind == "A_Expr" and strings(inner.get("name", [])) == ["="]:
        links = [inner.get(side, {}).get("SubLink", {}) for side in ("lexpr", "rexpr")]
        links = [one for one in links if one.get("subLinkType") != "EXISTS_SUBLINK"]
    yield from (one.get("subselect", {}).get("SelectStmt", {}) for one in links if one)


def _takes_first(select: Node, table: Name) -> bool:
    if table not in _inner_names(select) or "groupClause" in select or "havingClause" in select:
        return False
    targets = [one.get("ResTarget", {}).get("val", {}) for one in select.get("targetList", [])]
    calls = {
        name for one in targets for name in strings(one.get("FuncCall", {}).get("funcname", []))
    }
    return "limitCount" in select or bool(calls & {"min", "max"})


def _inner_names(select: Node) -> list[Name]:
    return [relation(one) for one in _inner(select.get("fromClause", []))]
