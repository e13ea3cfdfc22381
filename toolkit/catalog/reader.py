"""The SQL that reads many kinds in one round trip, and what it returns as declarations."""

# ruff: noqa: S608 (SQL is what is composed here; every value in it is quoted)

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection

from toolkit.catalog.declaration import Declaration, Name, Objects
from toolkit.catalog.kinds import KINDS
from toolkit.catalog.kinds.kind import Kind
from toolkit.catalog.sql import literal, names, run

# The schema of a twin, whatever its number is in this session.
TWIN = "pg_temp"

EVERYTHING = "n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'hive')"


def parts(spaces: str, relations: str = "true", kinds: Iterable[Kind] = KINDS) -> str:
    """WITH: `part` (kind, schema, relation, name, definition, valid) is all that they meet.

    `spaces` is a condition on pg_namespace `n`, `relations` one on pg_class `c`. What an
    extension brought is never read. To be run under `search_path = pg_catalog`.
    """
    union = "\n  UNION ALL\n".join(
        f"  SELECT {literal(kind.NAME)}::text, x.* FROM ({kind.SELECT}) x" for kind in kinds
    )
    return f"""WITH space AS MATERIALIZED (
  SELECT n.oid, CASE WHEN n.oid = pg_my_temp_schema() THEN '{TWIN}' ELSE n.nspname END AS schema
  FROM pg_namespace n WHERE {spaces}
), rel AS MATERIALIZED (
  SELECT c.*, s.schema FROM pg_class c JOIN space s ON s.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm', 'S', 'i', 'I') AND ({relations})
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass
    AND d.objid = c.oid AND d.deptype = 'e')
), part (kind, schema, relation, name, definition, valid) AS (
{union}
)"""


def query(spaces: str, relations: str = "true", kinds: Iterable[Kind] = KINDS) -> str:
    """All the parts as rows of text and a boolean."""
    read = "SELECT kind, schema::text, relation::text, name::text, definition, valid FROM part"
    return f"{parts(spaces, relations, kinds)} {read}"


def only(tables: Sequence[str]) -> str:
    """A condition for `relations`."""
    return f"c.relname = ANY ({names(tables)})"


def read(connection: Connection, sql: str) -> Objects:
    """Run a `query`; its search path is set already."""
    return _declarations(run(connection, sql))


def asked_again(connection: Connection, sql: str) -> Sequence[Sequence[Any]]:
    """The rows of a `query` that is asked often: it stays prepared in this session, planning being
    half of it."""
    name = f"hive_{sha256(sql.encode()).hexdigest()[:16]}"
    if not run(connection, f"SELECT 1 FROM pg_prepared_statements WHERE name = '{name}'"):
        run(connection, f"PREPARE {name} AS {sql}")
    return run(connection, f"EXECUTE {name}")


def _declarations(rows: Iterable[Sequence[Any]]) -> Objects:
    found = (
        Declaration(kind, Name(schema, relation, name), definition, valid)
        for kind, schema, relation, name, definition, valid in rows
    )
    return {one.key: one for one in found}
