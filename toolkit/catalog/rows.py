"""Which tables have rows, and a digest of them, blind to their order and to that of columns."""

# ruff: noqa: S608 (SQL is what is composed here; every value in it is quoted)

from collections.abc import Collection, Iterable, Iterator, Sequence

from sqlalchemy import Connection

from toolkit.catalog.sql import ident, literal, qualified, run

# What text a value becomes must not hang on the session.
_SETTINGS = {
    "timezone": "UTC",
    "datestyle": "ISO, MDY",
    "intervalstyle": "postgres",
    "bytea_output": "hex",
    "extra_float_digits": "1",
    "xmloption": "content",
}

_TABLES = """SELECT n.nspname, c.relname, ARRAY(SELECT a.attname::text FROM pg_attribute a
    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attname)
  FROM pg_class c JOIN pg_namespace n
  ON n.oid = c.relnamespace WHERE {spaces} AND {relations} AND (c.relkind = 'r'
  OR c.relkind = 'm' AND c.relispopulated) AND c.relpersistence <> 't'
  ORDER BY n.nspname, c.relname"""


def filled(connection: Connection, tables: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Those of the tables (schema, name), which are there, that have rows."""
    asked = [
        f"SELECT {literal(schema)}, {literal(name)}"
        f" WHERE EXISTS (SELECT FROM {qualified(schema, name)})"
        for schema, name in tables
    ]
    rows = run(connection, " UNION ALL ".join(asked)) if asked else ()
    return {(schema, name) for schema, name in rows}


def digests(
    connection: Connection, spaces: str, relations: str, mask: Collection[tuple[str, str]]
) -> Iterator[str]:
    """A line a table that has rows. `mask` names columns left out, as (table, column).

    To be run under `search_path = pg_catalog`.
    """
    sql = _TABLES.format(spaces=spaces, relations=relations)
    tables = [(schema, name, columns) for schema, name, columns in run(connection, sql)]
    if not tables:
        return
    set_all = ", ".join(f"set_config('{name}', '{to}', true)" for name, to in _SETTINGS.items())
    # One statement, so that the settings hold for it and no longer, even without a transaction.
    digests = " UNION ALL ".join(_digest(*one, mask) for one in tables)
    settings = f"WITH set AS MATERIALIZED (SELECT {set_all}) "
    for table, count, digest in run(connection, f"{settings}{digests}"):
        if count:
            yield f"rows {table}: {count} {digest}"


def _digest(
    schema: str, table: str, columns: Sequence[str], mask: Collection[tuple[str, str]]
) -> str:
    """Of text, which every type has; JSON may hold what JSONB has no room for."""
    hidden = {column for of, column in mask if of in (table, f"{schema}.{table}")}
    values = ", ".join(f"t.{ident(one)}::text" for one in columns if one not in hidden)
    first, second = (
        f"coalesce(sum(hashtextextended(h.row, {seed})::numeric), 0)::text" for seed in (1, 2)
    )
    return (
        f"SELECT {literal(f'{schema}.{table}')}::text, count(*), md5({first} || ' ' || {second})"
        f" FROM set, (SELECT ARRAY[{values}]::text[]::text AS row"
        f" FROM ONLY {qualified(schema, table)} t) h"
    )
