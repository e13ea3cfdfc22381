"""RENAME of everything, and SET SCHEMA, which renames too."""

from __future__ import annotations

from toolkit.lint.effects import Effect, Name, Verb
from toolkit.lint.sql.kinds import OBJECTS, ON_TABLES
from toolkit.lint.sql.nodes import Node, known_schema, on, relation
from toolkit.lint.sql.statements.drops import dropped


def rename(node: Node) -> list[Effect]:
    """`missing_ok` of a column is about its table."""
    kind = OBJECTS.get(node.get("renameType", ""), "")
    old = _renamed(kind, node)
    guarded = node.get("missing_ok", False) and kind not in ON_TABLES
    to = old._replace(name=_called(old, node.get("newname", "")))
    return [Effect(Verb.RENAME, old, to=to, guarded=guarded)]


def _renamed(kind: str, node: Node) -> Name:
    if kind in ON_TABLES and "relation" in node:
        return on(relation(node["relation"]), kind, node.get("subname", ""))
    if kind == "constraint":
        return on(dropped("type", node.get("object", {})), kind, node.get("subname", ""))
    if "relation" in node:
        return relation(node["relation"], kind)
    if "object" in node:
        return dropped(kind, node["object"])
    return Name(kind, "", "", node.get("subname", ""))


def _called(old: Name, new: str) -> str:
    """A function keeps its types."""
    bracket = old.name.find("(") if old.kind in ("function", "operator") else -1
    return new + old.name[bracket:] if bracket >= 0 else new


def set_schema(node: Node) -> list[Effect]:
    kind = OBJECTS.get(node.get("objectType", ""), "")
    named = "relation" in node
    old = relation(node["relation"], kind) if named else dropped(kind, node.get("object", {}))
    if kind == "extension":
        return [Effect(Verb.ALTER, old)]
    if known_schema(node.get("newschema", "")) == old.schema:
        return [Effect(Verb.ALTER, old)]  # where it is already
    to = old._replace(schema=known_schema(node.get("newschema", "")))
    return [Effect(Verb.RENAME, old, to=to, guarded=node.get("missing_ok", False))]


RENAMES = {"RenameStmt": rename, "AlterObjectSchemaStmt": set_schema}
