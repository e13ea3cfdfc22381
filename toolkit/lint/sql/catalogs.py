"""PostgreSQL's catalogs and the information schema: which of their columns name what."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Catalog:
    """Whose `name` column names an object of a kind, `table` what that hangs on. `wider` is asked
    for where no name is given: the table of any column, the type of any label."""

    kind: str
    name: str
    table: str = ""
    schema: str = ""
    wider: str = ""
    rank: int = 5
    """Of several that are joined, the lowest is what is asked for."""


CATALOGS = {
    "pg_enum": Catalog("label", "enumlabel", "enumtypid", wider="type", rank=1),
    "pg_attribute": Catalog("column", "attname", "attrelid", wider="relation", rank=1),
    "pg_attrdef": Catalog("default", "", "adrelid", rank=0),
    "pg_constraint": Catalog("constraint", "conname", "conrelid", "connamespace", rank=1),
    "pg_trigger": Catalog("trigger", "tgname", "tgrelid", rank=1),
    "pg_policy": Catalog("policy", "polname", "polrelid", rank=1),
    "pg_rewrite": Catalog("rule", "rulename", "ev_class", rank=1),
    "pg_index": Catalog("index", "indexrelid", "", rank=2),
    "pg_inherits": Catalog("partition", "inhrelid", "inhparent", rank=1),
    "pg_type": Catalog("type", "typname", "", "typnamespace", rank=3),
    "pg_class": Catalog("relation", "relname", "", "relnamespace", rank=4),
    "pg_proc": Catalog("function", "proname", "", "pronamespace", rank=3),
    "pg_namespace": Catalog("schema", "nspname", rank=9),
    "pg_extension": Catalog("extension", "extname", rank=3),
    "pg_roles": Catalog("role", "rolname"),
    "pg_authid": Catalog("role", "rolname"),
    "pg_user": Catalog("role", "usename"),
    "pg_shadow": Catalog("role", "usename"),
    "pg_group": Catalog("role", "groname"),
    "pg_tables": Catalog("table", "tablename", "", "schemaname"),
    "pg_views": Catalog("view", "viewname", "", "schemaname"),
    "pg_matviews": Catalog("materialized view", "matviewname", "", "schemaname"),
    "pg_sequences": Catalog("sequence", "sequencename", "", "schemaname"),
    "pg_indexes": Catalog("index", "indexname", "", "schemaname"),
    "pg_policies": Catalog("policy", "policyname", "tablename", "schemaname", rank=1),
    "pg_rules": Catalog("rule", "rulename", "tablename", "schemaname", rank=1),
    "pg_publication": Catalog("publication", "pubname"),
    "pg_publication_tables": Catalog("member", "tablename", "pubname", rank=1),
    "pg_subscription": Catalog("subscription", "subname"),
    "pg_collation": Catalog("collation", "collname"),
    "pg_event_trigger": Catalog("event trigger", "evtname"),
    "pg_statistic_ext": Catalog("statistics", "stxname"),
    "pg_foreign_server": Catalog("server", "srvname"),
    "pg_foreign_data_wrapper": Catalog("foreign data wrapper", "fdwname"),
    "pg_database": Catalog("database", "datname"),
    "pg_tablespace": Catalog("tablespace", "spcname"),
    "pg_language": Catalog("language", "lanname"),
    "pg_am": Catalog("access method", "amname", rank=9),
    "pg_ts_config": Catalog("text search configuration", "cfgname"),
    "pg_opclass": Catalog("operator class", "opcname"),
    "pg_operator": Catalog("operator", "oprname"),
}
INFORMATION = {
    "tables": Catalog("relation", "table_name", "", "table_schema", rank=4),
    "columns": Catalog("column", "column_name", "table_name", "table_schema", "relation", rank=1),
    "table_constraints": Catalog(
        "constraint", "constraint_name", "table_name", "table_schema", rank=1
    ),
    "key_column_usage": Catalog(
        "constraint", "constraint_name", "table_name", "table_schema", rank=2
    ),
    "constraint_column_usage": Catalog(
        "constraint", "constraint_name", "", "constraint_schema", rank=2
    ),
    "constraint_table_usage": Catalog(
        "constraint", "constraint_name", "", "constraint_schema", rank=2
    ),
    "referential_constraints": Catalog(
        "constraint", "constraint_name", "", "constraint_schema", rank=2
    ),
    "check_constraints": Catalog("constraint", "constraint_name", "", "constraint_schema", rank=2),
    "schemata": Catalog("schema", "schema_name"),
    "views": Catalog("view", "table_name", "", "table_schema"),
    "triggers": Catalog(
        "trigger", "trigger_name", "event_object_table", "event_object_schema", rank=1
    ),
    "routines": Catalog("function", "routine_name", "", "routine_schema"),
    "sequences": Catalog("sequence", "sequence_name", "", "sequence_schema"),
    "domains": Catalog("type", "domain_name", "", "domain_schema"),
    "user_defined_types": Catalog("type", "user_defined_type_name", "", "user_defined_type_schema"),
    "enabled_roles": Catalog("role", "role_name"),
    "foreign_tables": Catalog("foreign table", "foreign_table_name", "", "foreign_table_schema"),
    "partitions": Catalog("partition", "partition_name", "table_name"),
}
KINDS = {
    "r": "table",
    "p": "table",
    "i": "index",
    "I": "index",
    "S": "sequence",
    "v": "view",
    "m": "materialized view",
    "f": "foreign table",
    "BASE TABLE": "table",
    "VIEW": "view",
    "FOREIGN": "foreign table",
    "FOREIGN TABLE": "foreign table",
}
"""`relkind` of pg_class, `table_type` of the information schema."""
SAYS_KIND = frozenset({"relkind", "table_type"})
NEUTRAL = SAYS_KIND | frozenset(
    "contype constraint_type typtype attisdropped attnum tgisinternal prokind pronargs "
    "table_catalog constraint_catalog trigger_catalog catalog_name nspname schemaname table_schema "
    "constraint_schema trigger_schema event_object_schema event_object_table routine_schema "
    "routine_type sequence_schema typcategory relpersistence relispartition tablename table_name "
    "connamespace relnamespace typnamespace pronamespace indrelid confrelid conrelid attrelid "
    "event_manipulation action_timing udt_schema "
    "indisprimary indisunique tgfoid".split()
)
"""What else is asked of these may narrow the question, but comes to the same after the revision."""
VALUES = frozenset(
    "indisvalid indisready convalidated relrowsecurity relforcerowsecurity attnotnull atthasdef "
    "is_nullable data_type column_default udt_name".split()
)
"""Columns whose value, not whose row, is the answer."""
PREFIXES = {
    "rel": "pg_class",
    "att": "pg_attribute",
    "typ": "pg_type",
    "nsp": "pg_namespace",
    "con": "pg_constraint",
    "enum": "pg_enum",
    "ind": "pg_index",
    "tg": "pg_trigger",
    "pro": "pg_proc",
    "pol": "pg_policy",
    "inh": "pg_inherits",
}


def catalog(schema: str, name: str) -> Catalog | None:
    if schema == "information_schema":
        return INFORMATION.get(name)
    return CATALOGS.get(name) if schema in ("", "pg_catalog") else None
