"""Types: enums and their labels, composite, range, domain."""

from __future__ import annotations

from toolkit.lint.effects import Effect, Name, Verb, default_name
from toolkit.lint.sql.nodes import Node, named, on, relation, string, strings, type_of
from toolkit.lint.sql.statements.tables import column, needed


def create_enum(node: Node) -> list[Effect]:
    name = named("type", strings(node["typeName"]))
    labels = (on(name, "label", string(one)) for one in node.get("vals", []))
    parts = tuple(Effect(Verb.CREATE, one) for one in labels)
    return [Effect(Verb.CREATE, name, parts=parts)]


def alter_enum(node: Node) -> list[Effect]:
    """ADD VALUE and RENAME VALUE."""
    name = named("type", strings(node["typeName"]))
    new = on(name, "label", node.get("newVal", ""))
    if "oldVal" in node:
        old = new._replace(name=node["oldVal"])
        return [Effect(Verb.RENAME, old, to=new, needs=(name,), error="invalid_parameter_value")]
    guarded = node.get("skipIfNewValExists", False)
    return [Effect(Verb.CREATE, new, guarded=guarded, needs=(name,))]


def create_composite(node: Node) -> list[Effect]:
    name = relation(node["typevar"], "type")
    elements = [one["ColumnDef"] for one in node.get("coldeflist", []) if "ColumnDef" in one]
    parts = tuple(column(name, one) for one in elements)
    return [Effect(Verb.CREATE, name, parts=parts, needs=needed(parts))]


def create_range(node: Node) -> list[Effect]:
    return [Effect(Verb.CREATE, named("type", strings(node["typeName"])))]


def create_domain(node: Node) -> list[Effect]:
    name = named("type", strings(node["domainname"]))
    inner = [one.get("Constraint", {}) for one in node.get("constraints", [])]
    parts = tuple(
        Effect(Verb.CREATE, _constraint(name, one))
        for one in inner
        if one.get("contype") == "CONSTR_CHECK"
    )
    return [Effect(Verb.CREATE, name, parts=parts, needs=(type_of(node.get("typeName", {})),))]


def alter_domain(node: Node) -> list[Effect]:
    """Subtypes are PostgreSQL's: C adds a constraint, X drops one."""
    name = named("type", strings(node["typeName"]))
    if node.get("subtype") == "C":
        inner = node.get("def", {}).get("Constraint", {})
        if inner.get("contype") == "CONSTR_CHECK":
            unnamed = "conname" not in inner
            return [Effect(Verb.CREATE, _constraint(name, inner), unnamed=unnamed)]
    if node.get("subtype") == "X":
        dropped = on(name, "constraint", node.get("name", ""))
        return [Effect(Verb.DROP, dropped, guarded=node.get("missing_ok", False))]
    return [Effect(Verb.ALTER, name)]


def _constraint(name: Name, node: Node) -> Name:
    return on(name, "constraint", node.get("conname") or default_name(name.name, (), "check"))


TYPES = {
    "CreateEnumStmt": create_enum,
    "AlterEnumStmt": alter_enum,
    "CompositeTypeStmt": create_composite,
    "CreateRangeStmt": create_range,
    "CreateDomainStmt": create_domain,
    "AlterDomainStmt": alter_domain,
}
