"""The one cheap question that an absent object costs."""

from sqlalchemy import Connection

from toolkit.catalog.sql import literal, run

_SCHEMA = """SELECT coalesce({schema}::text, pg_catalog.current_schema()),
  EXISTS (SELECT FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n
    ON n.oid = c.relnamespace WHERE c.relname = {name}
    AND n.nspname = coalesce({schema}::pg_catalog.name, pg_catalog.current_schema()))"""

_PART = """SELECT EXISTS (SELECT FROM pg_catalog.pg_class c
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace {part}
    WHERE n.nspname = {schema} AND c.relname = {table})"""

_PARTS = {
    "column": """JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attname = {name}
      AND NOT a.attisdropped""",
    "constraint": "JOIN pg_catalog.pg_constraint a ON a.conrelid = c.oid AND a.conname = {name}",
    "index": """JOIN pg_catalog.pg_index x ON x.indrelid = c.oid
      JOIN pg_catalog.pg_class a ON a.oid = x.indexrelid AND a.relname = {name}""",
}


def relation(connection: Connection, schema: str | None, name: str) -> tuple[str, bool]:
    """Where CREATE would put it, and whether something of that name is there already."""
    sql = _SCHEMA.format(schema=literal(schema), name=literal(name))
    ((place, there),) = run(connection, sql)
    return place or "", there


def part(connection: Connection, schema: str, table: str, kind: str, name: str) -> bool:
    """Has the table a column, constraint or index (`kind`) of that name?"""
    join = _PARTS[kind].replace("{name}", literal(name))
    sql = _PART.format(part="{part}", schema=literal(schema), table=literal(table))
    ((there,),) = run(connection, sql.replace("{part}", join))
    return bool(there)
