"""DROP of everything."""

from __future__ import annotations

from toolkit.lint.effects import Effect, Name, Verb
from toolkit.lint.sql.kinds import OBJECTS, ON_TABLES, WITHOUT_SCHEMA
from toolkit.lint.sql.nodes import (
    Node,
    named,
    only,
    role,
    routine,
    string,
    strings,
    type_of,
    type_text,
)
from toolkit.lint.sql.statements.programs import cast, class_


def drop(node: Node) -> list[Effect]:
    kind = OBJECTS.get(node.get("removeType", ""), "")
    return [
        Effect(
            Verb.DROP,
            dropped(kind, one),
            guarded=node.get("missing_ok", False),
            concurrently=node.get("concurrent", False),
            cascade=node.get("behavior") == "DROP_CASCADE",
        )
        for one in node.get("objects", [])
    ]


def dropped(kind: str, node: Node) -> Name:
    """What an object of DROP, COMMENT, ALTER … OWNER and their like is called."""
    shape, inner = only(node)
    if shape == "ObjectWithArgs":
        return routine(inner)._replace(kind=kind)
    if shape == "TypeName":
        return type_of(inner)
    if shape == "String":
        return Name(kind, "", "", string(node))
    items = inner.get("items", [])
    if kind in ("cast", "transform") and items:
        return _of_types(kind, items)
    if kind.startswith("operator ") and items:
        return class_(kind, string(items[0]), items[1:] or items)
    return _hanging(kind, items)


def _of_types(kind: str, items: list[Node]) -> Name:
    first, second = items[0].get("TypeName", {}), items[-1].get("TypeName", {})
    if kind == "cast":
        return cast(first, second)
    return Name(kind, "", type_text(first), string(items[-1]))


def _hanging(kind: str, items: list[Node]) -> Name:
    if kind == "constraint" and items and "TypeName" in items[0]:  # of a domain
        above = type_of(items[0]["TypeName"])
        return Name(kind, above.schema, above.name, string(items[-1]))
    parts = strings(items)
    if kind in ON_TABLES and len(parts) > 1:
        above = named("table", parts[:-1])
        return Name(kind, above.schema, above.name, parts[-1])
    if kind in WITHOUT_SCHEMA:
        return Name(kind, "", "", parts[-1] if parts else "")
    return named(kind, parts)


def drop_roles(node: Node) -> list[Effect]:
    guarded = node.get("missing_ok", False)
    names = [role(one.get("RoleSpec", {})) for one in node.get("roles", [])]
    return [Effect(Verb.DROP, Name("role", "", "", one), guarded=guarded) for one in names]


def drop_user_mapping(node: Node) -> list[Effect]:
    name = Name("user mapping", "", node.get("servername", ""), role(node.get("user", {})))
    return [Effect(Verb.DROP, name, guarded=node.get("missing_ok", False))]


def drop_subscription(node: Node) -> list[Effect]:
    return _drop(node, Name("subscription", "", "", node.get("subname", "")))


def drop_tablespace(node: Node) -> list[Effect]:
    return _drop(node, Name("tablespace", "", "", node.get("tablespacename", "")))


def drop_database(node: Node) -> list[Effect]:
    return _drop(node, Name("database", "", "", node.get("dbname", "")))


def _drop(node: Node, name: Name) -> list[Effect]:
    """What cannot be in a transaction."""
    return [Effect(Verb.DROP, name, guarded=node.get("missing_ok", False), concurrently=True)]


DROPS = {
    "DropStmt": drop,
    "DropRoleStmt": drop_roles,
    "DropUserMappingStmt": drop_user_mapping,
    "DropSubscriptionStmt": drop_subscription,
    "DropTableSpaceStmt": drop_tablespace,
    "DropdbStmt": drop_database,
}
