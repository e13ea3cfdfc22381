"""Is it there? As expressions; hive_home is the schema."""

from toolkit.catalog.sql import literal

_RELATION = "pg_catalog.to_regclass(pg_catalog.format('%I.%I', hive_home, {name}::text))"

_PARTS = {
    "column": "pg_catalog.pg_attribute a WHERE NOT a.attisdropped AND (a.attrelid, a.attname)",
    "constraint": "pg_catalog.pg_constraint a WHERE (a.conrelid, a.conname)",
    "trigger": "pg_catalog.pg_trigger a WHERE (a.tgrelid, a.tgname)",
    "policy": "pg_catalog.pg_policy a WHERE (a.polrelid, a.polname)",
}

_OTHERS = {
    "function": ("pg_catalog.pg_proc", "pronamespace", "proname"),
    "type": ("pg_catalog.pg_type", "typnamespace", "typname"),
}


def relation(name: str) -> str:
    """Anything under the name of a table, index, view or sequence."""
    return f"{_oid(name)} IS NOT NULL"


def stands_in(view: str, table: str) -> str:
    """A view under the one name, for those who do not know the table's new one."""
    kinds = "SELECT c.relkind FROM pg_catalog.pg_class c WHERE c.oid = "
    return f"(({kinds}{_oid(view)}) = 'v' AND ({kinds}{_oid(table)}) IN ('r', 'p', 'f'))"


def part(kind: str, table: str, name: str) -> str:
    """A column, constraint, trigger or policy (`kind`) of the table."""
    return f"EXISTS (SELECT FROM {_PARTS[kind]} = ({_oid(table)}, {literal(name)}))"


def primary_key(table: str) -> str:
    """A primary key of the table, whatever its name."""
    return (
        "EXISTS (SELECT FROM pg_catalog.pg_constraint a"
        f" WHERE a.conrelid = {_oid(table)} AND a.contype = 'p')"
    )


def other(kind: str, name: str) -> str:
    """A function, of whatever arguments, or a type (`kind`)."""
    catalog, space, column = _OTHERS[kind]
    return (
        f"EXISTS (SELECT FROM {catalog} c JOIN pg_catalog.pg_namespace n ON n.oid = c.{space}"
        f" WHERE n.nspname = hive_home AND c.{column} = {literal(name)})"
    )


def _oid(table: str) -> str:
    return _RELATION.replace("{name}", literal(table))
