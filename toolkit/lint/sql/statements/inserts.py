"""INSERT, and whether it says itself that the rows may be there already."""

from __future__ import annotations

from collections.abc import Mapping

from toolkit.lint.effects import Effect, Verb
from toolkit.lint.sql.nodes import Node, beneath, constant, items, on, only, relation, strings
from toolkit.lint.sql.statements.columns_read import columns_read
from toolkit.lint.sql.statements.tables import read_by
from toolkit.lint.sql.statements.taken import given
from toolkit.lint.sql.updates.advance import advances

OTHER_EACH_TIME = frozenset(
    "gen_random_uuid uuid_generate_v1 uuid_generate_v1mc uuid_generate_v4 uuidv4 uuidv7 nextval "
    "random clock_timestamp now statement_timestamp transaction_timestamp".split()
)


def insert(node: Node, guarded: Mapping[str, bool] | None = None) -> list[Effect]:
    """`guarded`: of the statement's own WITH, which give no rows the second time."""
    table = relation(node["relation"])
    query = node.get("selectStmt", {})
    columns = [one.get("ResTarget", {}).get("name", "") for one in node.get("cols", [])]
    conflict = node.get("onConflictClause")
    read = read_by({**node, "relation": {}})
    found = Effect(
        Verb.INSERT,
        table,
        guarded=_expected(conflict, query, columns)
        if conflict
        else guards(query.get("SelectStmt", {}), table.name, guarded or {}),
        columns=tuple(columns),
        taken=given(query.get("SelectStmt", {})),
        needs=(
            *(on(table, "column", one) for one in columns),
            *(one for one in read if one != table),
            *(columns_read(node) if read else ()),
        ),
    )
    return [found, *_updated(node, conflict)]


def _updated(node: Node, conflict: Node | None) -> list[Effect]:
    """DO UPDATE."""
    targets = (conflict or {}).get("targetList", [])
    why = advances(node["relation"], targets, (conflict or {}).get("whereClause"))
    return [Effect(Verb.ADVANCE, relation(node["relation"]), why=why)] if why else []


def _expected(conflict: Node, query: Node, columns: list[str]) -> bool:
    """False where what must not be there twice is another one each time."""
    keys = [
        one.get("IndexElem", {}).get("name", "")
        for one in conflict.get("infer", {}).get("indexElems", [])
    ]
    if not keys or not columns or not all(keys):
        return True
    places = [columns.index(one) for one in keys if one in columns]
    if not places:
        return False
    rows = _rows(query.get("SelectStmt", {}))
    fresh = [_is_fresh(row[place]) for row in rows for place in places if place < len(row)]
    return not any(fresh)


def _rows(select: Node) -> list[list[Node]]:
    values = [items(one) for one in select.get("valuesLists", [])]
    targets = [one.get("ResTarget", {}).get("val", {}) for one in select.get("targetList", [])]
    return values or [targets]


def _is_fresh(value: Node) -> bool:
    while "TypeCast" in value:
        value = value["TypeCast"].get("arg", {})
    names = strings(value.get("FuncCall", {}).get("funcname", []))
    return "SetToDefault" in value or bool(set(names) & OTHER_EACH_TIME)


def guards(select: Node, table: str, given: Mapping[str, bool]) -> bool:
    """Whether a query gives no rows that the table has already."""
    if "larg" in select:
        if select.get("op") == "SETOP_EXCEPT":
            return table in {one.name for one in read_by(select.get("rarg", {}))}
        return all(guards(select[side], table, given) for side in ("larg", "rarg"))
    given = {**given, **_defined(select, table, given)}
    sources = select.get("fromClause", [])
    asked = [select.get("whereClause"), select.get("havingClause")]
    if _is_empty(select, table) or any(_refuses(one, table) for one in asked):
        return True
    return _joined(select, table) or any(_gives_none(one, table, given) for one in sources)


def _defined(select: Node, table: str, given: Mapping[str, bool]) -> dict[str, bool]:
    found: dict[str, bool] = {}
    for one in select.get("withClause", {}).get("ctes", []):
        inner = one.get("CommonTableExpr", {})
        query = inner.get("ctequery", {}).get("SelectStmt", {})
        found[inner.get("ctename", "")] = guards(query, table, {**given, **found})
    return found


def _gives_none(source: Node, table: str, given: Mapping[str, bool]) -> bool:
    kind, inner = only(source)
    if kind == "RangeVar":
        return given.get(inner.get("relname", ""), False)
    if kind == "RangeSubselect":
        return guards(inner.get("subquery", {}).get("SelectStmt", {}), table, given)
    if kind == "JoinExpr":
        return any(_gives_none(inner.get(one, {}), table, given) for one in ("larg", "rarg"))
    return False


def _joined(select: Node, table: str) -> bool:
    """LEFT JOIN of the table, and none of it found."""
    joins = list(beneath(select.get("fromClause", []), "JoinExpr"))
    outer = any(
        one.get("jointype") == "JOIN_LEFT" and table in {name.name for name in read_by(one["rarg"])}
        for one in joins
    )
    tests = beneath(select.get("whereClause", {}), "NullTest")
    return outer and any(one.get("nulltesttype") == "IS_NULL" for one in tests)


def _refuses(node: Node | None, table: str) -> bool:
    """NOT EXISTS, NOT IN, count(*) = 0: a condition that no row of the table be there."""
    kind, inner = only(node or {})
    if kind == "BoolExpr" and inner.get("boolop") != "NOT_EXPR":
        found = [_refuses(one, table) for one in inner.get("args", [])]
        return any(found) if inner.get("boolop") == "AND_EXPR" else all(found)
    if kind == "BoolExpr":
        return _asks(inner, table)
    if kind == "NullTest":
        return inner.get("nulltesttype") == "IS_NULL" and _asks(inner, table)
    if kind == "SubLink":
        return strings(inner.get("operName", [])) == ["<>"] and _asks(node, table)
    if kind == "A_Expr":
        return _is_zero(inner) and _asks(inner, table)
    return False


def _is_empty(select: Node, table: str) -> bool:
    """`SELECT … FROM table HAVING count(*) = 0`."""
    having = select.get("havingClause", {}).get("A_Expr", {})
    counts = "FuncCall" in having.get("lexpr", {}) and _is_zero(having)
    return counts and table in {one.name for one in read_by(select.get("fromClause", []))}


def _is_zero(node: Node) -> bool:
    operator, value = strings(node.get("name", [])), constant(node.get("rexpr", {}))
    return (operator, value) in ((["="], 0), (["<"], 1), (["<="], 0))


def _asks(tree: object, table: str) -> bool:
    links = beneath(tree, "SubLink")
    return any(table in {name.name for name in read_by(one)} for one in links)
