"""Which columns a statement reads, as far as it can be no other's."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.lint.effects import Name
from toolkit.lint.sql.nodes import NESTED, Node, beneath, column_of, on, relation, strings

SYSTEM = frozenset({"ctid", "xmin", "xmax", "cmin", "cmax", "tableoid", "oid"})


def columns_read(node: Node) -> tuple[Name, ...]:
    """Those that say whose they are, and those of queries that read one table: what is within is
    looked up before what is around."""
    own = {one.get("ctename") for one in beneath(node, "CommonTableExpr")}
    found = dict.fromkeys(_qualified(_ranges(node, own), node))
    for select in (part for one in beneath(node, "SelectStmt") for part in _parts(one)):
        sources = select.get("fromClause", [])
        one = sources[0].get("RangeVar", {}) if len(sources) == 1 else {}
        if one and one.get("relname") not in own:
            found |= dict.fromkeys(_of_one(one, select))
    return tuple(found)


def unqualified(node: Node) -> set[str]:
    """Columns that are named on the level of the statement itself, not in a query within."""
    refs = (one["ColumnRef"] for one in _level(node) if "ColumnRef" in one)
    pairs = map(column_of, refs)
    return {column for table, column in pairs if not table} - SYSTEM - {""}


def _parts(select: Node) -> Iterator[Node]:
    """Of a UNION each."""
    if "larg" not in select:
        yield select
        return
    for side in ("larg", "rarg"):
        yield from _parts(select[side])


def _of_one(source: Node, select: Node) -> Iterator[Name]:
    """Not the names that the query gives itself."""
    given = {one.get("ResTarget", {}).get("name", "") for one in select.get("targetList", [])}
    alias = source.get("alias", {})
    given |= {alias.get("aliasname", ""), source.get("relname", "")}
    given |= set(strings(alias.get("colnames", [])))
    for one in sorted(unqualified(select) - given):
        yield on(relation(source), "column", one)


def _level(node: Node) -> Iterator[Node]:
    """All nodes but those of queries within."""
    ahead: list[object] = list(node.values())
    while ahead:
        one = ahead.pop()
        if isinstance(one, dict):
            if "SelectStmt" not in one:
                yield one
                ahead += [inner for inner in one.values() if type(inner) in NESTED]
        elif isinstance(one, list):
            ahead += one


def _ranges(node: Node, own: set[str | None]) -> list[Node]:
    """Tables that are named, but for the statement's `own`: what its WITH defines."""
    found = [one for one in beneath(node, "RangeVar") if one.get("relname") not in own]
    return [node["relation"], *found] if "relation" in node else found


def _qualified(ranges: list[Node], node: Node) -> Iterator[Name]:
    """Columns that say whose they are, where that is one table."""
    called: dict[str, set[Name]] = {}
    for one in ranges:
        name = one.get("alias", {}).get("aliasname", one.get("relname", ""))
        called.setdefault(name, set()).add(relation(one))
    for one in beneath(node, "ColumnRef"):
        table, column = column_of(one)
        if column and column not in SYSTEM and len(called.get(table, ())) == 1:
            yield on(next(iter(called[table])), "column", column)
