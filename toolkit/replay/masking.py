"""Which columns differ between two undisturbed runs: clocks, random ids, numbers drawn."""

# ruff: noqa: S608 (SQL is what is composed here; every value in it is quoted)

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from toolkit.catalog.fingerprint import Fingerprint
from toolkit.catalog.sql import array, ident, literal, qualified, run

Mask = frozenset[tuple[str, str]]
Columns = Mapping[tuple[str, str], str]
"""A digest of each (table, column)."""
ADVANCE = """SELECT pg_catalog.nextval(seqrelid::pg_catalog.regclass)
  FROM pg_catalog.pg_sequence, pg_catalog.pg_sequence_last_value(seqrelid) AS was
  WHERE was IS NULL OR seqcycle OR was::numeric + seqincrement BETWEEN seqmin AND seqmax"""
"""What is drawn from a sequence differs too, unless it has no more: down does not put it back."""
_COLUMNS = """SELECT n.nspname::text, c.relname::text, a.attname::text
  FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE a.attnum > 0 AND NOT a.attisdropped AND n.nspname || '.' || c.relname = ANY ({tables})"""


def touched(before: Fingerprint, after: Fingerprint) -> Sequence[str]:
    """The tables whose rows are others."""
    lines = set(after.lines) - set(before.lines)
    rows = (line for line in lines if line.startswith("rows "))
    return sorted({line.removeprefix("rows ").partition(": ")[0] for line in rows})


def columns(connection: Connection, tables: Sequence[str]) -> Columns:
    """Of each column of these tables, blind to the order of rows."""
    if not tables:
        return {}
    found = run(connection, _COLUMNS.format(tables=array(tables)))
    if not found:
        return {}
    each = " UNION ALL ".join(_digest(*one) for one in found)
    return {(table, column): digest for table, column, digest in run(connection, each)}


def differing(one: Columns, other: Columns) -> Mask:
    return frozenset(key for key in one if one[key] != other.get(key))


def _digest(schema: str, table: str, column: str) -> str:
    name = literal(f"{schema}.{table}")
    return (
        f"SELECT {name}::text, {literal(column)}::text, md5(string_agg(v, ',' ORDER BY v))"
        f" FROM (SELECT coalesce(t.{ident(column)}::text, '-')"
        f" FROM ONLY {qualified(schema, table)} t) h(v)"
    )
