"""Constraints, within CREATE TABLE and by ALTER TABLE: their names, columns and indexes."""

from __future__ import annotations

from toolkit.lint.effects import Effect, Name, TooComplexError, Verb, default_name
from toolkit.lint.sql.nodes import Node, beneath, columns_in, named, on, relation, strings

MOST_ALIKE = 1_000
LABELS = {
    "CONSTR_PRIMARY": "pkey",
    "CONSTR_UNIQUE": "key",
    "CONSTR_CHECK": "check",
    "CONSTR_FOREIGN": "fkey",
    "CONSTR_EXCLUSION": "excl",
}
WITH_INDEX = frozenset({"CONSTR_PRIMARY", "CONSTR_UNIQUE", "CONSTR_EXCLUSION"})
ERRORS = {
    "CONSTR_PRIMARY": "invalid_table_definition",
    "CONSTR_UNIQUE": "duplicate_table",
    "CONSTR_EXCLUSION": "duplicate_table",
}
"""What adding it again fails with, where it is not duplicate_object."""


def constraint(
    table: Name, node: Node, column: str = "", *, part: bool = False, taken: set[str] | None = None
) -> Effect | None:
    """One that is made; None for what is no object (NOT NULL, DEFAULT). `part`: of a statement
    that makes its table or column too."""
    kind = node.get("contype", "")
    if kind == "CONSTR_IDENTITY":
        error = "object_not_in_prerequisite_state"
        return Effect(Verb.CREATE, on(table, "identity", column), error=error)
    if kind not in LABELS:
        return None
    columns = _columns(node, column)
    name = (
        node.get("conname")
        or node.get("indexname")
        or fresh(_automatic(table, kind, columns), set() if taken is None else taken)
    )
    return Effect(
        Verb.CREATE,
        on(table, "constraint", name),
        unnamed=_unnamed(node) and not part,
        parts=_index(table, node, kind, name, columns),
        columns=columns,
        needs=_needs(table, node),
        error=ERRORS.get(kind, ""),
    )


def _unnamed(node: Node) -> bool:
    """A second primary key fails, whatever it is called."""
    named_so = node.get("conname") or node.get("indexname")
    return not named_so and node["contype"] != "CONSTR_PRIMARY"


def _columns(node: Node, column: str) -> tuple[str, ...]:
    if column:
        return (column,)
    if "raw_expr" in node:
        return columns_in(node["raw_expr"])
    listed = strings([*node.get("keys", []), *node.get("fk_attrs", [])])
    return (*listed, *(one["name"] for one in _excluded(node) if "name" in one))


def _excluded(node: Node) -> list[Node]:
    return list(beneath(node.get("exclusions", []), "IndexElem"))


def _automatic(table: Name, kind: str, columns: tuple[str, ...]) -> str:
    if kind == "CONSTR_PRIMARY" or (kind == "CONSTR_CHECK" and len(columns) != 1):
        columns = ()
    return default_name(table.name, columns, LABELS[kind])


def _index(
    table: Name, node: Node, kind: str, name: str, columns: tuple[str, ...]
) -> tuple[Effect, ...]:
    if kind not in WITH_INDEX or "indexname" in node:
        return ()
    index = named("index", [table.schema, name])
    return (Effect(Verb.CREATE, index, on=table, columns=columns),)


def _needs(table: Name, node: Node) -> tuple[Name, ...]:
    if "indexname" in node:
        return (named("index", [table.schema, node.get("conname") or node["indexname"]]),)
    other = relation(node.get("pktable", {}))
    return (other,) if other.name and other != table else ()


def renamed_index(table: Name, node: Node) -> list[Effect]:
    """UNIQUE USING INDEX: the index is called as the constraint is."""
    old, new = node.get("indexname"), node.get("conname")
    if not old or not new or old == new:
        return []
    index = named("index", [table.schema, old])
    return [Effect(Verb.RENAME, index, to=index._replace(name=new))]


def fresh(name: str, taken: set[str]) -> str:
    """With a number behind it, where another one of the statement is called so."""
    number, found = 0, name
    while found in taken:
        number += 1
        if number > MOST_ALIKE:
            raise TooComplexError
        found = f"{name}{number}"
    taken.add(found)
    return found
