"""Values that an UPDATE takes from a query of its own table: FROM, WITH, a loop's row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from toolkit.lint.sql.nodes import Node, beneath, column_of

Columns = dict[tuple[str, str], Node]
"""What the columns of queries are made of, by the query's alias and their names."""


def resolved(statement: Node) -> Node:
    """The UPDATE with what such queries say in place of what it takes from them, and with their
    conditions."""
    table = statement.get("relation", {}).get("relname", "")
    columns: Columns = {}
    conditions = [statement["whereClause"]] if "whereClause" in statement else []
    for alias, query in _queries(statement):
        own = _own(query, table)
        if own:
            columns |= _columns(alias, query, own)
            conditions += [_in(query["whereClause"], own)] if "whereClause" in query else []
    if not columns:
        return statement
    targets = [_target(one, columns) for one in statement.get("targetList", [])]
    where = {"BoolExpr": {"boolop": "AND_EXPR", "args": conditions}} if conditions else None
    return {**statement, "targetList": targets, **({"whereClause": where} if where else {})}


def as_source(statement: Node, alias: str, query: Node) -> Node:
    """The UPDATE as if that query stood in its FROM."""
    one = {"subquery": {"SelectStmt": query}, "alias": {"aliasname": alias}}
    return {**statement, "fromClause": [*statement.get("fromClause", []), {"RangeSubselect": one}]}


def _queries(statement: Node) -> Iterator[tuple[str, Node]]:
    """By the names under which it reads them."""
    sources = statement.get("fromClause", [])
    for one in beneath(sources, "RangeSubselect"):
        alias = one.get("alias", {}).get("aliasname", "")
        yield alias, one.get("subquery", {}).get("SelectStmt", {})
    ctes = [one["CommonTableExpr"] for one in statement.get("withClause", {}).get("ctes", [])]
    queries = {one.get("ctename"): one.get("ctequery", {}).get("SelectStmt", {}) for one in ctes}
    for one in beneath(sources, "RangeVar"):
        if one.get("relname") in queries and "schemaname" not in one:
            yield _alias(one), queries[one["relname"]]


def _own(query: Node, table: str) -> frozenset[str]:
    """What the table is called in the query; "" too, where it reads nothing else."""
    ranges = list(beneath(query.get("fromClause", []), "RangeVar"))
    found = {_alias(one) for one in ranges if one.get("relname") == table}
    return frozenset(found | {""} if found and len(ranges) == 1 else found)


def _alias(node: Node) -> str:
    return str(node.get("alias", {}).get("aliasname", node.get("relname", "")))


def _columns(alias: str, query: Node, own: frozenset[str]) -> Columns:
    found: Columns = {}
    for one in query.get("targetList", []):
        target = one.get("ResTarget", {})
        value = target.get("val", {})
        name = target.get("name") or column_of(value.get("ColumnRef", {}))[1]
        if name:
            found[alias, name] = _in(value, own)
    return found


def _target(node: Node, columns: Columns) -> Node:
    target = node.get("ResTarget", {})
    return {"ResTarget": {**target, "val": _put(target.get("val", {}), columns)}}


def _in(tree: Any, own: frozenset[str]) -> Any:
    """Columns of the table without what it is called there; those of others as nobody's."""

    def column(node: Node) -> Node:
        table, name = column_of(node["ColumnRef"])
        fields = [name] if table in own else [f"{table} of a query", name]
        return {"ColumnRef": {"fields": [{"String": {"sval": one}} for one in fields]}}

    return _changed(tree, column)


def _put(tree: Any, columns: Columns) -> Any:
    return _changed(tree, lambda node: columns.get(column_of(node["ColumnRef"]), node))


def _changed(tree: Any, column: Any) -> Any:
    if isinstance(tree, list):
        return [_changed(one, column) for one in tree]
    if not isinstance(tree, dict):
        return tree
    if "ColumnRef" in tree:
        return column(tree)
    return {key: _changed(one, column) for key, one in tree.items()}
