"""What changes rows: UPDATE, DELETE, MERGE, COPY, TRUNCATE; SELECT where it does more than read."""

from __future__ import annotations

from collections.abc import Callable

from toolkit.lint.effects import Effect, Name, Verb
from toolkit.lint.sql.nodes import (
    Node,
    beneath,
    named,
    on,
    only,
    relation,
)
from toolkit.lint.sql.statements.columns_read import columns_read, unqualified
from toolkit.lint.sql.statements.inserts import insert
from toolkit.lint.sql.statements.tables import into, read_by
from toolkit.lint.sql.statements.taken import another_each_time, deleted, emptied
from toolkit.lint.sql.updates.advance import advances
from toolkit.lint.sql.updates.derived import resolved

CHANGING = frozenset({"InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt"})


def with_first(handler: Callable[[Node], list[Effect]]) -> Callable[[Node], list[Effect]]:
    """What WITH does, then the rest."""

    def both(node: Node) -> list[Effect]:
        return [*(effect for found in _with(node).values() for effect in found), *handler(node)]

    return both


def _with(node: Node) -> dict[str, list[Effect]]:
    inner = [one["CommonTableExpr"] for one in node.get("withClause", {}).get("ctes", [])]
    return {one.get("ctename", ""): _changed(one.get("ctequery", {})) for one in inner}


def _changed(query: Node) -> list[Effect]:
    kind, node = only(query)
    return ROWS[kind](node) if kind in CHANGING or kind == "SelectStmt" else []


def _insert(node: Node) -> list[Effect]:
    """A WITH that deletes, or inserts only what is not there, gives no rows the second time."""
    again = {name: _gives_none(found) for name, found in _with(node).items()}
    return insert(node, again)


def _gives_none(effects: list[Effect]) -> bool:
    return bool(effects) and all(
        one.verb is Verb.DELETE or (one.verb is Verb.INSERT and one.guarded) for one in effects
    )


def update(node: Node) -> list[Effect]:
    table = relation(node["relation"])
    whole = resolved(node)
    why = advances(node["relation"], whole.get("targetList", []), whole.get("whereClause"))
    verb = Verb.ADVANCE if why else Verb.ALTER
    return [Effect(verb, table, why=why, needs=_needs(table, node))]


def _needs(table: Name, node: Node) -> tuple[Name, ...]:
    """The other tables, and of this one the columns that can be no other's."""
    others = tuple(one for one in read_by({**node, "relation": {}}) if one != table)
    names = {one.get("ResTarget", {}).get("name", "") for one in node.get("targetList", [])}
    if not (node.get("fromClause") or node.get("usingClause")):
        names |= unqualified(node)
    own = (on(table, "column", one) for one in sorted(names - {""}))
    return (*others, *dict.fromkeys((*own, *columns_read(node))))


def delete(node: Node) -> list[Effect]:
    table = relation(node["relation"])
    why = another_each_time(node)
    taken = () if why else deleted(node)
    return [Effect(Verb.DELETE, table, why=why, needs=_needs(table, node), taken=taken)]


def truncate(node: Node) -> list[Effect]:
    tables = [one["RangeVar"] for one in node.get("relations", []) if "RangeVar" in one]
    names = map(relation, tables)
    return [Effect(Verb.DELETE, one, taken=emptied(one)) for one in names]


def copy(node: Node) -> list[Effect]:
    if not node.get("is_from") or "relation" not in node:
        return []
    return [Effect(Verb.INSERT, relation(node["relation"]), why="COPY")]


def merge(node: Node) -> list[Effect]:
    table = relation(node["relation"])
    needs = tuple(one for one in read_by(node.get("sourceRelation", {})) if one != table)
    found = []
    for one in beneath(node.get("mergeWhenClauses", []), "MergeWhenClause"):
        command = one.get("commandType")
        if command == "CMD_INSERT":
            found.append(Effect(Verb.INSERT, table, guarded=True, needs=needs))
        elif command == "CMD_UPDATE":
            why = advances(node["relation"], one.get("targetList", []), one.get("condition"))
            verb = Verb.ADVANCE if why else Verb.ALTER
            found.append(Effect(verb, table, why=why, needs=needs))
        elif command == "CMD_DELETE":
            found.append(Effect(Verb.DELETE, table, needs=needs))
    return found


def select(node: Node) -> list[Effect]:
    """How far a sequence is, is nothing that is declared; what is read must be there."""
    if "intoClause" in node:
        return [into(node["intoClause"], {"SelectStmt": node})]
    tables = tuple(one for one in read_by(node) if not is_catalog(one))
    needs = (*tables, *columns_read({"SelectStmt": node}))
    return [Effect(Verb.READ, tables[0], needs=needs)] if tables else []


def is_catalog(name: Name) -> bool:
    """What no revision takes away."""
    return name.schema in ("pg_catalog", "information_schema") or name.name.startswith("pg_")


def identifier(kind: str, text: str) -> Name:
    """What a `regclass` is called in text: `schema.name`, in quotes or not."""
    parts = [one.strip() for one in text.split(".")]
    return named(kind, [one.strip('"') if '"' in one else one.lower() for one in parts])


ROWS: dict[str, Callable[[Node], list[Effect]]] = {
    "InsertStmt": with_first(_insert),
    "UpdateStmt": with_first(update),
    "DeleteStmt": with_first(delete),
    "MergeStmt": with_first(merge),
    "SelectStmt": with_first(select),
    "TruncateStmt": truncate,
    "CopyStmt": copy,
}
