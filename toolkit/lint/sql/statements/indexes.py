"""CREATE INDEX and REINDEX."""

from __future__ import annotations

from toolkit.lint.effects import Effect, Verb, default_name
from toolkit.lint.sql.nodes import Node, columns_in, named, on, relation


def create_index(node: Node) -> list[Effect]:
    table = relation(node["relation"])
    keys = _keys(node.get("indexParams", []))
    found = columns_in(node.get("indexParams", []))
    included = _keys(node.get("indexIncludingParams", []))
    name = node.get("idxname") or default_name(table.name, keys + included, "idx")
    columns = tuple(dict.fromkeys((*_columns(node), *found)))
    return [
        Effect(
            Verb.CREATE,
            named("index", [table.schema, name]),
            guarded=node.get("if_not_exists", False),
            unnamed="idxname" not in node,
            on=table,
            columns=columns,
            concurrently=node.get("concurrent", False),
            needs=(table, *(on(table, "column", one) for one in columns)),
            method=node.get("accessMethod", ""),
            bare=_bare(node),
        )
    ]


def _keys(elements: list[Node]) -> list[str]:
    """As they stand in a name that PostgreSQL finds: `expr` for what is no column."""
    inner = [one.get("IndexElem", {}) for one in elements]
    return [one.get("name") or _word(one.get("expr", {})) for one in inner]


def _word(expression: Node) -> str:
    """What FigureIndexColname makes of it: a function's name, else `expr`."""
    names = expression.get("FuncCall", {}).get("funcname", [])
    return str(names[-1]["String"]["sval"]) if names else "expr"


def _columns(node: Node) -> list[str]:
    both = [*node.get("indexParams", []), *node.get("indexIncludingParams", [])]
    direct = [one.get("IndexElem", {}).get("name", "") for one in both]
    return [*(name for name in direct if name), *columns_in(node.get("whereClause"))]


def _bare(node: Node) -> tuple[str, ...]:
    """Columns without an operator class."""
    inner = [one.get("IndexElem", {}) for one in node.get("indexParams", [])]
    return tuple(one["name"] for one in inner if "name" in one and "opclass" not in one)


def reindex(node: Node) -> list[Effect]:
    options = [one.get("DefElem", {}).get("defname") for one in node.get("params", [])]
    kind = "index" if node.get("kind") == "REINDEX_OBJECT_INDEX" else "table"
    name = relation(node.get("relation", {}), kind)
    return [Effect(Verb.ALTER, name, concurrently="concurrently" in options)]


INDEXES = {"IndexStmt": create_index, "ReindexStmt": reindex}
