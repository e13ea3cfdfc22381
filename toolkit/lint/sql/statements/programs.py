"""Functions, procedures, aggregates, operators, and what calls them: triggers, rules, policies."""

from __future__ import annotations

from toolkit.lint.effects import Effect, Name, Verb
from toolkit.lint.sql.kinds import OBJECTS
from toolkit.lint.sql.nodes import (
    Node,
    beneath,
    declared,
    items,
    known_schema,
    named,
    on,
    relation,
    routine,
    strings,
    type_text,
)


def create_function(node: Node) -> list[Effect]:
    name = declared(node["funcname"], node.get("parameters", []))
    return [Effect(Verb.CREATE, name, guarded=node.get("replace", False))]


def define(node: Node) -> list[Effect]:
    """Aggregates, operators, collations, text search, shell types."""
    kind = OBJECTS.get(node.get("kind", ""), "type")
    guarded = node.get("replace", False) or node.get("if_not_exists", False)
    return [Effect(Verb.CREATE, _defined(node, kind), guarded=guarded, error=ERRORS.get(kind, ""))]


ERRORS = {"operator": "duplicate_function"}


def _defined(node: Node, kind: str) -> Name:
    parts = strings(node["defnames"])
    if kind == "function":
        arguments = node.get("args", [{}])[:1]
        return declared(node["defnames"], items(arguments[0] if arguments else {}))
    if kind == "operator":
        elements = [one.get("DefElem", {}) for one in node.get("definition", [])]
        types = [_side(elements, side) for side in ("leftarg", "rightarg")]
        parts = [*parts[:-1], f"{parts[-1]}({','.join(types)})"]
    return named(kind, parts)


def _side(elements: list[Node], side: str) -> str:
    for one in elements:
        if one.get("defname") == side:
            return type_text(one.get("arg", {}).get("TypeName", {}))
    return "NONE"


def create_cast(node: Node) -> list[Effect]:
    return [Effect(Verb.CREATE, cast(node["sourcetype"], node["targettype"]))]


def cast(source: Node, target: Node) -> Name:
    return Name("cast", "", "", f"({type_text(source)} AS {type_text(target)})")


def create_trigger(node: Node) -> list[Effect]:
    table = relation(node["relation"])
    reads = {name for one in node.get("columns", []) for name in strings([one])}
    return [
        Effect(
            Verb.CREATE,
            on(table, "trigger", node["trigname"]),
            guarded=node.get("replace", False),
            columns=tuple(sorted(reads)),
            needs=(table, declared(node.get("funcname", []), [])),
        )
    ]


def create_event_trigger(node: Node) -> list[Effect]:
    called = declared(node.get("funcname", []), [])
    return [Effect(Verb.CREATE, Name("event trigger", "", "", node["trigname"]), needs=(called,))]


def create_policy(node: Node) -> list[Effect]:
    table = relation(node["table"])
    return [Effect(Verb.CREATE, on(table, "policy", node["policy_name"]), needs=(table,))]


def alter_policy(node: Node) -> list[Effect]:
    return [Effect(Verb.ALTER, on(relation(node["table"]), "policy", node["policy_name"]))]


def create_rule(node: Node) -> list[Effect]:
    table = relation(node["relation"])
    name = on(table, "rule", node["rulename"])
    return [Effect(Verb.CREATE, name, guarded=node.get("replace", False), needs=(table,))]


def create_operator_class(node: Node) -> list[Effect]:
    return [Effect(Verb.CREATE, class_("operator class", node["amname"], node["opclassname"]))]


def create_operator_family(node: Node) -> list[Effect]:
    return [Effect(Verb.CREATE, class_("operator family", node["amname"], node["opfamilyname"]))]


def class_(kind: str, method: str, names: list[Node]) -> Name:
    """By the access method that it is for."""
    parts = strings(names)
    schema = known_schema(parts[-2]) if len(parts) > 1 else ""
    return Name(kind, schema, "", f"{parts[-1]} USING {method}")


def alter_operator_family(node: Node) -> list[Effect]:
    """ADD and DROP of what it is made of."""
    family = class_("operator family", node["amname"], node["opfamilyname"])
    verb = Verb.DROP if node.get("isDrop") else Verb.CREATE
    return [
        Effect(verb, Name("member", family.schema, family.name, _member(one)))
        for one in beneath(node.get("items", []), "CreateOpClassItem")
    ]


def _member(node: Node) -> str:
    what = routine(node["name"]).name if "name" in node else ""
    return f"{node.get('itemtype', 0)} {node.get('number', 0)} {what}"


PROGRAMS = {
    "CreateFunctionStmt": create_function,
    "DefineStmt": define,
    "CreateCastStmt": create_cast,
    "CreateTrigStmt": create_trigger,
    "CreateEventTrigStmt": create_event_trigger,
    "CreatePolicyStmt": create_policy,
    "AlterPolicyStmt": alter_policy,
    "RuleStmt": create_rule,
    "CreateOpClassStmt": create_operator_class,
    "CreateOpFamilyStmt": create_operator_family,
    "AlterOpFamilyStmt": alter_operator_family,
}
