"""What uses an enum type in a database."""

# ruff: noqa: S608 (SQL is what is composed here; every value in it is quoted)

from sqlalchemy import Connection

from toolkit.catalog.declaration import Name
from toolkit.catalog.sql import literal, run

User = tuple[str, str, str] | None
"""Schema, table and column; None is a domain, function or whatever else."""


def users(connection: Connection, type_: Name) -> set[User]:
    """Of the type or of its arrays. What stands on a column (its default, say) is not named."""
    rows = run(
        connection,
        f"""SELECT n.nspname::text, c.relname::text, a.attname::text
        FROM pg_catalog.pg_type t
        JOIN pg_catalog.pg_depend d ON d.refclassid = 'pg_catalog.pg_type'::regclass
          AND d.refobjid IN (t.oid, t.typarray) AND d.deptype <> 'i'
        LEFT JOIN pg_catalog.pg_attribute a ON d.classid = 'pg_catalog.pg_class'::regclass
          AND a.attrelid = d.objid AND a.attnum = d.objsubid
        LEFT JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
        LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE t.typname = {literal(type_.name)}
          AND t.typnamespace = (SELECT oid FROM pg_catalog.pg_namespace
            WHERE nspname = {literal(type_.schema)})
          AND d.classid IN ('pg_catalog.pg_class'::regclass, 'pg_catalog.pg_type'::regclass,
            'pg_catalog.pg_proc'::regclass)""",
    )
    return {(schema, table, column) if column else None for schema, table, column in rows}
