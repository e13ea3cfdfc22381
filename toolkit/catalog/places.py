"""In which schema a name is found, as PostgreSQL would find it, or would be made."""

from collections.abc import Callable, Sequence

from sqlalchemy import Connection

from toolkit.catalog.sql import literal, run

Wanted = Sequence[tuple[str | None, str]]
# (schema or None, table) -> an expression: the schema in which it is found
Finder = Callable[[str | None, str], str]

# pg_catalog and pg_temp are searched too, but nobody declares what is in them.
_FIND = """SELECT coalesce(
    (SELECT s.name FROM unnest(CASE WHEN w.schema IS NULL THEN pg_catalog.current_schemas(false)
       ELSE ARRAY[w.schema::pg_catalog.name] END) WITH ORDINALITY s (name, place)
     JOIN pg_catalog.pg_namespace n ON n.nspname = s.name
     WHERE EXISTS (SELECT FROM {catalog} c WHERE {match}) ORDER BY s.place LIMIT 1),
    w.schema{otherwise})::text
  FROM (VALUES {wanted}) w (place, schema, name) ORDER BY w.place"""

_TABLE = ("pg_catalog.pg_class", "c.relnamespace = n.oid AND c.relname = w.name")
_TYPE = ("pg_catalog.pg_type", "c.typnamespace = n.oid AND c.typname = w.name")


def tables(connection: Connection, wanted: Wanted) -> list[str]:
    """The schema of each (schema or None, name); where CREATE would put it, if it is nowhere."""
    return _find(connection, wanted, *_TABLE)


def types(connection: Connection, wanted: Wanted) -> list[str]:
    """The same for types."""
    return _find(connection, wanted, *_TYPE)


def table(schema: str | None, *names: str) -> str:
    """The same for one table, as an expression; for whichever of the `names` is there."""
    if schema:
        return literal(schema)
    each = ", ".join(f"({_query([(None, name)], *_TABLE, '')})" for name in names)
    return f"coalesce({each}, {made(None)})"


def type_(schema: str | None, name: str) -> str:
    """The same for one type."""
    if schema:
        return literal(schema)
    return f"coalesce(({_query([(None, name)], *_TYPE, '')}), {made(None)})"


def made(schema: str | None) -> str:
    """An expression: where CREATE would put it."""
    return literal(schema) if schema else "pg_catalog.current_schema()::text"


def _find(connection: Connection, wanted: Wanted, catalog: str, match: str) -> list[str]:
    known = [schema for schema, _ in wanted if schema]
    if len(known) == len(wanted):
        return known
    rows = run(connection, _query(wanted, catalog, match, ", pg_catalog.current_schema()"))
    return [schema or "" for (schema,) in rows]


def _query(wanted: Wanted, catalog: str, match: str, otherwise: str) -> str:
    rows = ", ".join(
        f"({place}, {literal(schema)}::text, {literal(name)}::text)"
        for place, (schema, name) in enumerate(wanted)
    )
    sql = _FIND.format(catalog=catalog, match=match, otherwise=otherwise, wanted="{wanted}")
    return sql.replace("{wanted}", rows)
