"""A digest of each table's rows, blind to their order and to the order of columns."""

# ruff: noqa: S608 (SQL is what is composed here; every value in it is quoted)

from collections.abc import Collection, Iterator

from sqlalchemy import Connection

from toolkit.catalog.sql import literal, names, qualified, run

# What text a value becomes must not hang on the session.
_SETTINGS = {
    "timezone": "UTC",
    "datestyle": "ISO, MDY",
    "intervalstyle": "postgres",
    "bytea_output": "hex",
    "extra_float_digits": "1",
    "xmloption": "content",
}

_TABLES = """SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n
  ON n.oid = c.relnamespace WHERE {spaces} AND {relations} AND (c.relkind = 'r'
  OR c.relkind = 'm' AND c.relispopulated) AND c.relpersistence <> 't'
  ORDER BY n.nspname, c.relname"""


def digests(
    connection: Connection, spaces: str, relations: str, mask: Collection[tuple[str, str]]
) -> Iterator[str]:
    """A line a table that has rows. `mask` names columns left out, as (table, column).

    To be run under `search_path = pg_catalog`.
    """
    sql = _TABLES.format(spaces=spaces, relations=relations)
    tables = [(schema, name) for schema, name in run(connection, sql)]
    if not tables:
        return
    set_all = ", ".join(f"set_config('{name}', '{to}', true)" for name, to in _SETTINGS.items())
    # One statement, so that the settings hold for it and no longer, even without a transaction.
    digests = " UNION ALL ".join(_digest(*table, mask) for table in tables)
    settings = f"WITH set AS MATERIALIZED (SELECT {set_all}) "
    for table, count, digest in run(connection, f"{settings}{digests}"):
        if count:
            yield f"rows {table}: {count} {digest}"


def _digest(schema: str, table: str, mask: Collection[tuple[str, str]]) -> str:
    hidden = [column for of, column in mask if of in (table, f"{schema}.{table}")]
    row = "pg_catalog.to_jsonb(t)" + (f" - {names(hidden)}::text[]" if hidden else "")
    first, second = (
        f"coalesce(sum(hashtextextended(h.row, {seed})::numeric), 0)::text" for seed in (1, 2)
    )
    return (
        f"SELECT {literal(f'{schema}.{table}')}::text, count(*), md5({first} || ' ' || {second})"
        f" FROM set, (SELECT ({row})::text AS row FROM ONLY {qualified(schema, table)} t) h"
    )
