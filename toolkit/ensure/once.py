"""Data changes that cannot be expressed convergently: run once, and remembered with them."""

# ruff: noqa: S608 (SQL is what is composed here; every value in it is quoted)

from alembic import op
from sqlalchemy import Executable
from sqlalchemy.exc import DBAPIError

from toolkit.catalog import reader
from toolkit.catalog.sql import block, ident, literal, run, sqlstate
from toolkit.ensure.context import emit, offline, where_there
from toolkit.ensure.written import words
from toolkit.errors import UsageError

_SCHEMA_CHANGED = "HIVE3"

# In a schema of the toolkit's own, made on first need. A role that is called hive would have it
# first in its search path ("$user"), and would make there what is made next.
MADE = """IF pg_catalog.to_regclass('hive.once') IS NULL THEN
    CREATE SCHEMA IF NOT EXISTS hive;
    IF pg_catalog.current_schema() = 'hive' THEN
      RAISE EXCEPTION USING ERRCODE = 'invalid_schema_name',
        MESSAGE = 'The schema hive would be the first of the search_path',
        HINT = 'Name the schemas in it: the role is called hive, as "$user" says.';
    END IF;
    CREATE TABLE hive.once (key text PRIMARY KEY, done_at timestamptz NOT NULL DEFAULT now(),
      made text[] NOT NULL DEFAULT '{}');
    COMMENT ON TABLE hive.once IS 'What was done, and is not done again.';
  END IF;"""


def once(key: str, *statements: str | Executable) -> None:
    """Run the statements unless they were run under this `key` before; all of them or none.

    What they return is not seen. A marker in hive.once is written in the same transaction. It
    outlives a downgrade: where that takes the change back, `no_once` forgets it. UsageError: they
    change the schema, which the other functions do so that it can be checked.
    """
    text = _script(key, statements)
    if offline():
        return emit(text)
    try:
        run(op.get_bind(), text)
    except DBAPIError as error:
        error.statement = f"ensure once {key}"
        if sqlstate(error) != _SCHEMA_CHANGED:
            raise
        raise UsageError(
            f"ensure.once({key!r}) changes the schema",
            why="It runs only once; whether what it makes is still there would never be seen.",
            state="None of it was done.",
            next="Use the function of `ensure` for that, and once() for the rows alone.",
        ) from None
    return None


def no_once(key: str) -> None:
    """Forget that it was run, in a downgrade that takes its change back."""
    where_there("hive.once", [f"DELETE FROM hive.once WHERE key = {marker(key)}"])


def marker(key: str) -> str:
    """An expression: the key as hive.once has it. A version table outside of `public` may be one of
    many tenants', of which each has the change done: its schema comes first then."""
    context = op.get_context()
    schema = context.version_table_schema
    table = ".".join(ident(one) for one in (schema, context.version_table) if one)
    return f"""coalesce((SELECT CASE n.nspname WHEN 'public' THEN '' ELSE n.nspname || ': ' END
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE c.oid = pg_catalog.to_regclass({literal(table)})), '') || {literal(key)}"""


def _script(key: str, statements: tuple[str | Executable, ...]) -> str:
    runs = "\n  ".join(
        f"EXECUTE {literal(one if isinstance(one, str) else words(one))};" for one in statements
    )
    return block(f"""DECLARE
  hive_before text;
BEGIN
  {MADE}
  INSERT INTO hive.once (key) VALUES ({marker(key)}) ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  hive_before := {_digest()};
  {runs}
  IF hive_before <> {_digest()} THEN
    RAISE EXCEPTION USING ERRCODE = '{_SCHEMA_CHANGED}',
      MESSAGE = {literal(f"ensure.once({key!r}) changes the schema")};
  END IF;
END""")


def _digest() -> str:
    """An expression: the whole catalog, without rows."""
    return f"""(SELECT pg_catalog.md5(pg_catalog.string_agg(q::text, '' ORDER BY q::text))
    FROM ({reader.query(reader.EVERYTHING)}) q)"""
