"""In which schema a name is found, as PostgreSQL would find it, or would be made."""

from collections.abc import Callable, Sequence

from sqlalchemy import Connection

from toolkit.catalog.sql import literal, run

Wanted = Sequence[tuple[str | None, str]]
# (schema or None, table) -> the schema in which it is found
Finder = Callable[[str | None, str], str]

# pg_catalog and pg_temp are searched too, but nobody declares what is in them.
_FIND = """SELECT coalesce(
    (SELECT s.name FROM unnest(CASE WHEN w.schema IS NULL THEN pg_catalog.current_schemas(false)
       ELSE ARRAY[w.schema::pg_catalog.name] END) WITH ORDINALITY s (name, place)
     JOIN pg_catalog.pg_namespace n ON n.nspname = s.name
     WHERE EXISTS (SELECT FROM {catalog} c WHERE {match}) ORDER BY s.place LIMIT 1),
    w.schema, pg_catalog.current_schema())::text
  FROM (VALUES {wanted}) w (place, schema, name) ORDER BY w.place"""

_TABLE = ("pg_catalog.pg_class", "c.relnamespace = n.oid AND c.relname = w.name")
_TYPE = ("pg_catalog.pg_type", "c.typnamespace = n.oid AND c.typname = w.name")


def tables(connection: Connection, wanted: Wanted) -> list[str]:
    """The schema of each (schema or None, name); where CREATE would put it, if it is nowhere."""
    return _find(connection, wanted, *_TABLE)


def finder(connection: Connection) -> Finder:
    """Asks for one table at a time."""
    return lambda schema, name: schema or tables(connection, [(schema, name)])[0]


def types(connection: Connection, wanted: Wanted) -> list[str]:
    """The same for types."""
    return _find(connection, wanted, *_TYPE)


def current(connection: Connection) -> str:
    """The schema in which CREATE puts what is not qualified; "" where there is none."""
    ((schema,),) = run(connection, "SELECT pg_catalog.current_schema()::text")
    return schema or ""


def _find(connection: Connection, wanted: Wanted, catalog: str, match: str) -> list[str]:
    known = [schema for schema, _ in wanted if schema]
    if len(known) == len(wanted):
        return known
    rows = ", ".join(
        f"({place}, {literal(schema)}::text, {literal(name)}::text)"
        for place, (schema, name) in enumerate(wanted)
    )
    sql = _FIND.format(catalog=catalog, match=match, wanted="{wanted}").replace("{wanted}", rows)
    return [schema or "" for (schema,) in run(connection, sql)]
