"""What PostgreSQL's parser calls kinds of objects, and what they are called here."""

OBJECTS = {
    "OBJECT_ACCESS_METHOD": "access method",
    "OBJECT_AGGREGATE": "function",
    "OBJECT_ATTRIBUTE": "column",
    "OBJECT_CAST": "cast",
    "OBJECT_COLLATION": "collation",
    "OBJECT_COLUMN": "column",
    "OBJECT_CONVERSION": "conversion",
    "OBJECT_DATABASE": "database",
    "OBJECT_DOMAIN": "type",
    "OBJECT_DOMCONSTRAINT": "constraint",
    "OBJECT_EVENT_TRIGGER": "event trigger",
    "OBJECT_EXTENSION": "extension",
    "OBJECT_FDW": "foreign data wrapper",
    "OBJECT_FOREIGN_SERVER": "server",
    "OBJECT_FOREIGN_TABLE": "foreign table",
    "OBJECT_FUNCTION": "function",
    "OBJECT_INDEX": "index",
    "OBJECT_LANGUAGE": "language",
    "OBJECT_MATVIEW": "materialized view",
    "OBJECT_OPCLASS": "operator class",
    "OBJECT_OPERATOR": "operator",
    "OBJECT_OPFAMILY": "operator family",
    "OBJECT_POLICY": "policy",
    "OBJECT_PROCEDURE": "function",
    "OBJECT_PUBLICATION": "publication",
    "OBJECT_ROLE": "role",
    "OBJECT_ROUTINE": "function",
    "OBJECT_RULE": "rule",
    "OBJECT_SCHEMA": "schema",
    "OBJECT_SEQUENCE": "sequence",
    "OBJECT_STATISTIC_EXT": "statistics",
    "OBJECT_SUBSCRIPTION": "subscription",
    "OBJECT_TABCONSTRAINT": "constraint",
    "OBJECT_TABLE": "table",
    "OBJECT_TABLESPACE": "tablespace",
    "OBJECT_TRANSFORM": "transform",
    "OBJECT_TRIGGER": "trigger",
    "OBJECT_TSCONFIGURATION": "text search configuration",
    "OBJECT_TSDICTIONARY": "text search dictionary",
    "OBJECT_TSPARSER": "text search parser",
    "OBJECT_TSTEMPLATE": "text search template",
    "OBJECT_TYPE": "type",
    "OBJECT_USER_MAPPING": "user mapping",
    "OBJECT_VIEW": "view",
}
ON_TABLES = frozenset({"column", "constraint", "policy", "rule", "trigger"})
"""What hangs on a table, and is called within it."""
WITHOUT_SCHEMA = frozenset(
    {"access method", "database", "event trigger", "extension", "foreign data wrapper", "language"}
    | {"publication", "role", "schema", "server", "subscription", "tablespace"}
)
