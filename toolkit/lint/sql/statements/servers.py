"""What a database or a whole server has one of: schemas, extensions, roles, sequences and so on."""

from __future__ import annotations

from collections.abc import Callable

from toolkit.lint.effects import Effect, Name, Verb, default_name
from toolkit.lint.sql.nodes import (
    Node,
    beneath,
    columns_in,
    is_temporary,
    known_schema,
    named,
    only,
    relation,
    role,
    strings,
    type_text,
)

Handler = Callable[[Node], "list[Effect]"]


def _create(kind: str, key: str, *, outside: bool = False) -> Handler:
    """`outside`: it cannot be in a transaction."""

    def handler(node: Node) -> list[Effect]:
        guarded = node.get("if_not_exists", False) or node.get("replace", False)
        name = Name(kind, "", "", node.get(key, ""))
        return [Effect(Verb.CREATE, name, guarded=guarded, concurrently=outside)]

    return handler


def create_schema(node: Node) -> list[Effect]:
    name = node.get("schemaname") or role(node.get("authrole", {}))
    schema = Name("schema", "", "", name)
    inner = [effect for one in node.get("schemaElts", []) for effect in _within(name, one)]
    return [Effect(Verb.CREATE, schema, guarded=node.get("if_not_exists", False)), *inner]


def _within(schema: str, element: Node) -> list[Effect]:
    from toolkit.lint.sql.statements.all import effects

    kind, node = only(element)
    for key in ("relation", "view", "sequence"):
        if key in node:
            node = {**node, key: {"schemaname": schema, **node[key]}}
    return effects(kind, node)


def create_sequence(node: Node) -> list[Effect]:
    name = relation(node["sequence"], "sequence")
    guarded = node.get("if_not_exists", False)
    return [Effect(Verb.CREATE, name, guarded=guarded, temporary=is_temporary(node["sequence"]))]


def create_statistics(node: Node) -> list[Effect]:
    tables = [relation(one["RangeVar"]) for one in node.get("relations", []) if "RangeVar" in one]
    keys = [one.get("StatsElem", {}).get("name", "expr") for one in node.get("exprs", [])]
    parts = strings(node.get("defnames", []))
    table = tables[0] if tables else Name("table", "", "", "")
    guess = [table.schema, default_name(table.name, keys, "stat")]
    return [
        Effect(
            Verb.CREATE,
            named("statistics", parts or guess),
            guarded=node.get("if_not_exists", False),
            unnamed=not parts,
            on=table,
            columns=(*(one for one in keys if one != "expr"), *columns_in(node.get("exprs"))),
            needs=tuple(tables),
        )
    ]


def create_user_mapping(node: Node) -> list[Effect]:
    name = Name("user mapping", "", node.get("servername", ""), role(node.get("user", {})))
    return [Effect(Verb.CREATE, name, guarded=node.get("if_not_exists", False))]


def create_transform(node: Node) -> list[Effect]:
    name = Name("transform", "", type_text(node.get("type_name", {})), node.get("lang", ""))
    return [Effect(Verb.CREATE, name, guarded=node.get("replace", False))]


def create_conversion(node: Node) -> list[Effect]:
    return [Effect(Verb.CREATE, named("conversion", strings(node["conversion_name"])))]


def import_schema(node: Node) -> list[Effect]:
    """All tables of it at once, whatever they are called."""
    schema = known_schema(node.get("local_schema", ""))
    listed = [one.get("relname", "") for one in beneath(node.get("table_list", []), "RangeVar")]
    except_ = node.get("list_type") == "FDW_IMPORT_SCHEMA_EXCEPT"
    names = listed if listed and not except_ else [f"all of {node.get('remote_schema', '')}"]
    return [Effect(Verb.CREATE, Name("foreign table", schema, "", one)) for one in names]


def alter_search(node: Node) -> list[Effect]:
    """ALTER TEXT SEARCH CONFIGURATION: what it maps."""
    configuration = named("text search configuration", strings(node.get("cfgname", [])))
    verbs = {"ALTER_TSCONFIG_ADD_MAPPING": Verb.CREATE, "ALTER_TSCONFIG_DROP_MAPPING": Verb.DROP}
    verb = verbs.get(node.get("kind", ""), Verb.ALTER)
    return [
        Effect(verb, Name("mapping", configuration.schema, configuration.name, one))
        for one in strings(node.get("tokentype", []))
    ]


def alter_extension_contents(node: Node) -> list[Effect]:
    what = ".".join(text for text in strings(node.get("object", {})) if text)
    verb = Verb.CREATE if node.get("action", 0) > 0 else Verb.DROP
    return [Effect(verb, Name("member", "", node["extname"], f"{node.get('objtype')} {what}"))]


SERVERS: dict[str, Handler] = {
    "CreateSchemaStmt": create_schema,
    "CreateSeqStmt": create_sequence,
    "CreateStatsStmt": create_statistics,
    "CreateUserMappingStmt": create_user_mapping,
    "CreateTransformStmt": create_transform,
    "CreateConversionStmt": create_conversion,
    "ImportForeignSchemaStmt": import_schema,
    "AlterTSConfigurationStmt": alter_search,
    "AlterExtensionContentsStmt": alter_extension_contents,
    "CreateExtensionStmt": _create("extension", "extname"),
    "CreateRoleStmt": _create("role", "role"),
    "CreateSubscriptionStmt": _create("subscription", "subname", outside=True),
    "CreateForeignServerStmt": _create("server", "servername"),
    "CreateFdwStmt": _create("foreign data wrapper", "fdwname"),
    "CreateTableSpaceStmt": _create("tablespace", "tablespacename", outside=True),
    "CreatePLangStmt": _create("language", "plname"),
    "CreateAmStmt": _create("access method", "amname"),
    "CreatedbStmt": _create("database", "dbname", outside=True),
}
