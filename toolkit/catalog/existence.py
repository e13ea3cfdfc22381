"""The one cheap question that an absent object costs, as expressions; hive_home is its schema."""

from toolkit.catalog.sql import literal

_RELATION = """EXISTS (SELECT FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n
    ON n.oid = c.relnamespace {part} WHERE n.nspname = hive_home AND c.relname = {name})"""

_PARTS = {
    "column": "pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attname = {part}"
    " AND NOT a.attisdropped",
    "constraint": "pg_catalog.pg_constraint a ON a.conrelid = c.oid AND a.conname = {part}",
    "trigger": "pg_catalog.pg_trigger a ON a.tgrelid = c.oid AND a.tgname = {part}",
    "policy": "pg_catalog.pg_policy a ON a.polrelid = c.oid AND a.polname = {part}",
}

_OTHERS = {
    "function": ("pg_catalog.pg_proc", "pronamespace", "proname"),
    "type": ("pg_catalog.pg_type", "typnamespace", "typname"),
}


def relation(name: str) -> str:
    """Is anything there under the name of a table, index, view or sequence?"""
    return _RELATION.replace("{part}", "").replace("{name}", literal(name))


def part(kind: str, table: str, name: str) -> str:
    """Has the table a column, constraint, trigger or policy (`kind`) of that name?"""
    join = f"JOIN {_PARTS[kind]}".replace("{part}", literal(name))
    return _RELATION.replace("{part}", join).replace("{name}", literal(table))


def other(kind: str, name: str) -> str:
    """Is there a function, of whatever arguments, or a type (`kind`) of that name?"""
    catalog, space, column = _OTHERS[kind]
    return (
        f"EXISTS (SELECT FROM {catalog} c JOIN pg_catalog.pg_namespace n ON n.oid = c.{space}"
        f" WHERE n.nspname = hive_home AND c.{column} = {literal(name)})"
    )
