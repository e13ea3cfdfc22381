"""A twin of what is declared: made in pg_temp, described by PostgreSQL, and taken back.

pg_temp because it asks for nothing but TEMP. One DO block whose inner block always fails takes
everything back in and out of a transaction, with any driver, and can be written to a script.
"""

# ruff: noqa: S608 (SQL is what is composed here; every value in it is quoted)

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from toolkit.catalog import reader
from toolkit.catalog.declaration import Declaration, Name
from toolkit.catalog.kinds import TABLE_KINDS
from toolkit.catalog.kinds.kind import Kind
from toolkit.catalog.sql import literal, run
from toolkit.errors import DeniedError

_READ_ONLY = "25006"


@dataclass(frozen=True)
class Twins:
    """Both sides, in the names of the real ones; `refused` is why PostgreSQL makes no twin."""

    declared: Mapping[tuple[str, Name], Declaration]
    found: Mapping[tuple[str, Name], Declaration]
    refused: str = ""


def block(ddl: Sequence[str], query: str) -> str:
    """A DO block that leaves what `query` says of the twins in the setting `hive.twins`."""
    made = "\n".join(f"EXECUTE {literal(statement)};" for statement in ddl)
    everything = f"SELECT json_agg(json_build_array(a, b, c, d, e, f))::text FROM ({query}) q"
    # Last in the path: what a declaration refers to is the real one, never another twin.
    body = f"""DECLARE twins text; reason text;
BEGIN
  BEGIN
    PERFORM pg_catalog.set_config('check_function_bodies', 'off', true);
    PERFORM pg_catalog.set_config('search_path', CASE pg_catalog.current_setting('search_path')
      WHEN '' THEN '' ELSE pg_catalog.current_setting('search_path') || ', ' END
      || 'pg_temp', true);
    {made}
    PERFORM pg_catalog.set_config('search_path', 'pg_catalog', true);
    EXECUTE {literal(everything)} INTO twins;
    RAISE EXCEPTION USING ERRCODE = 'HIVE0';
  EXCEPTION
    WHEN SQLSTATE 'HIVE0' THEN NULL;
    WHEN syntax_error_or_access_rule_violation OR feature_not_supported
      OR object_not_in_prerequisite_state OR data_exception THEN
      GET STACKED DIAGNOSTICS reason = MESSAGE_TEXT;
  END;
  PERFORM pg_catalog.set_config('hive.twins',
    pg_catalog.json_build_array(twins::json, reason)::text, false);
END"""
    return f"DO {literal(body)}"


def compare(
    connection: Connection,
    schema: str,
    tables: Sequence[str],
    ddl: Sequence[str],
    kinds: Sequence[Kind] = TABLE_KINDS,
) -> Twins:
    """Make twins of `tables` with `ddl`, read them beside the real ones of `schema`.

    `kinds` is all that is read. DeniedError where not even a temporary table may be made.
    """
    spaces = f"n.nspname = {literal(schema)} OR n.oid = pg_my_temp_schema()"
    query = reader.query(spaces, reader.only(tables), kinds)
    try:
        run(connection, block(ddl, query))
    except DBAPIError as error:
        raise _read_only(error) or error from None
    take = "SELECT pg_catalog.current_setting('hive.twins')"
    ((answer,),) = run(connection, take)
    rows, refused = json.loads(answer)
    return _sides(reader.declarations(rows or ()), schema, refused or "")


def _sides(everything: Mapping[tuple[str, Name], Declaration], schema: str, refused: str) -> Twins:
    declared, found = {}, {}
    for (kind, name), one in everything.items():
        if name.schema == reader.TWIN:
            real = name._replace(schema=schema)
            declared[kind, real] = Declaration(kind, real, one.definition, one.valid)
        else:
            found[kind, name] = one
    return Twins(declared, found, refused)


def _read_only(error: DBAPIError) -> DeniedError | None:
    if getattr(error.orig, "sqlstate", None) != _READ_ONLY:
        return None
    return DeniedError(
        "What is declared cannot be compared in a read-only transaction",
        why="PostgreSQL describes a twin of it, made in pg_temp and taken back at once.",
        state="Nothing was changed.",
        next="Use a transaction that may write; nothing will remain of it.",
    )
