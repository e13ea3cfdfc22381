"""CREATE TABLE and what else makes one."""

from __future__ import annotations

from collections.abc import Iterable

from toolkit.lint.effects import Effect, Name, Verb
from toolkit.lint.sql.nodes import Node, beneath, is_temporary, on, relation, strings, type_of
from toolkit.lint.sql.statements.columns_read import columns_read
from toolkit.lint.sql.statements.constraints import constraint


def column(
    table: Name, node: Node, *, guarded: bool = False, taken: set[str] | None = None
) -> Effect:
    """With the constraints that stand behind it."""
    name = node.get("colname", "")
    inline = [one["Constraint"] for one in node.get("constraints", []) if "Constraint" in one]
    made = [constraint(table, one, name, part=True, taken=taken) for one in inline]
    parts = tuple(one for one in made if one is not None)
    return Effect(
        Verb.CREATE,
        on(table, "column", name),
        guarded=guarded,
        parts=parts,
        needs=(type_of(node.get("typeName", {})), *needed(parts)),
        type=type_of(node.get("typeName", {})).name,
    )


def create_table(node: Node, kind: str = "table") -> list[Effect]:
    table = relation(node["relation"], kind)
    parts = _parts(relation(node["relation"]), node)
    above = [relation(one["RangeVar"]) for one in node.get("inhRelations", []) if "RangeVar" in one]
    like = list(beneath(node.get("tableElts", []), "TableLikeClause"))
    made = Effect(
        Verb.CREATE,
        table,
        guarded=node.get("if_not_exists", False),
        parts=(*parts, *_under(table, above, "partbound" in node)),
        whole=not (above or like or "ofTypename" in node),
        needs=(*above, *(relation(one.get("relation", {})) for one in like), *needed(parts)),
        temporary=is_temporary(node["relation"]),
        on=above[0] if "partbound" in node and above else None,
    )
    return [made]


def _parts(table: Name, node: Node) -> list[Effect]:
    taken: set[str] = set()
    parts: list[Effect] = []
    for one in node.get("tableElts", []):
        if "ColumnDef" in one:
            parts.append(column(table, one["ColumnDef"], taken=taken))
        elif "Constraint" in one:
            made = constraint(table, one["Constraint"], part=True, taken=taken)
            parts += [made] if made else []
    return parts


def needed(parts: Iterable[Effect]) -> tuple[Name, ...]:
    """Tables that keys refer to, types of columns: without them there is no table either."""
    return tuple(dict.fromkeys(one for part in parts for one in part.needs))


def _under(table: Name, above: list[Name], partition: bool) -> list[Effect]:
    kind = "partition" if partition else "inheritance"
    return [Effect(Verb.CREATE, on(one, kind, table.name)) for one in above]


def create_foreign_table(node: Node) -> list[Effect]:
    return create_table(node["base"], "foreign table")


def create_table_as(node: Node) -> list[Effect]:
    """And materialized views."""
    kind = "materialized view" if node.get("objtype") == "OBJECT_MATVIEW" else "table"
    return [into(node["into"], node["query"], kind, guarded=node.get("if_not_exists", False))]


def into(node: Node, query: Node, kind: str = "table", *, guarded: bool = False) -> Effect:
    """A table made of what a query returns."""
    table = relation(node["rel"], kind)
    listed = strings(node.get("colNames", []))
    return Effect(
        Verb.CREATE,
        table,
        guarded=guarded,
        parts=tuple(Effect(Verb.CREATE, on(table, "column", n)) for n in listed),
        needs=(*read_by(query), *columns_read(query)),
        reads=True,
        temporary=is_temporary(node["rel"]),
    )


def read_by(query: Node) -> tuple[Name, ...]:
    """Tables that a query reads, those that it defines itself left aside."""
    read = dict.fromkeys(relation(one) for one in beneath(query, "RangeVar"))
    if not read:
        return ()
    own = {one.get("ctename") for one in beneath(query, "CommonTableExpr")}
    return tuple(name for name in read if name.schema or name.name not in own)


def create_view(node: Node) -> list[Effect]:
    return [
        Effect(
            Verb.CREATE,
            relation(node["view"], "view"),
            guarded=node.get("replace", False),
            needs=read_by(node["query"]),
            temporary=is_temporary(node["view"]),
        )
    ]


CREATE = {
    "CreateStmt": create_table,
    "CreateForeignTableStmt": create_foreign_table,
    "CreateTableAsStmt": create_table_as,
    "ViewStmt": create_view,
}
