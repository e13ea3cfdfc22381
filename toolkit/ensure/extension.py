"""Extensions, converging."""

from sqlalchemy.exc import DBAPIError

from toolkit.catalog.decide import ALTER, DECLARE
from toolkit.catalog.program import Program
from toolkit.catalog.sql import ident, literal, sqlstate
from toolkit.catalog.twin import decided
from toolkit.ensure.settle import settle
from toolkit.errors import DeniedError

_DENIED = "42501"
_HOME = """(SELECT n.nspname FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n
    ON n.oid = e.extnamespace WHERE e.extname = {name})"""


def extension(name: str, *, schema: str | None = None) -> None:
    """Create the extension, or see that it is there, and in `schema` where one is given.

    Looked for first: CREATE EXTENSION IF NOT EXISTS is refused to who may not create it even
    where it exists. DeniedError carries the SQL for whoever may.
    """
    try:
        settle(_program(name, schema))
    except DBAPIError as error:
        if sqlstate(error) != _DENIED:
            raise
        raise DeniedError(
            f"This role may not create the extension {name}",
            why=str(error.orig).splitlines()[0],
            state="Nothing was changed for it.",
            next=f"Have someone who may run this in the same database: {_create(name, schema)};",
        ) from None


def _program(name: str, schema: str | None) -> Program:
    """hive_home is the schema in which it is, else ours."""
    declared, there = f"'in schema ' || {literal(schema)}", "'in schema ' || hive_home"
    absent = decided("absent", "extension", "", name, literal("EXTENSION"), [_create(name, schema)])
    equal = decided("equal", "extension", "", name, there)
    other = decided(
        "different", "extension", "", name, declared, ways_out=(ALTER, DECLARE), found=there
    )
    elsewhere = f"hive_home <> {literal(schema)}" if schema else "false"
    body = f"""IF hive_home IS NULL THEN
    hive_decided := {absent};
  ELSIF {elsewhere} THEN
    hive_decided := {other};
  ELSE
    hive_decided := {equal};
  END IF;"""
    return Program(f"ensure extension {name}", _HOME.replace("{name}", literal(name)), body)


def _create(name: str, schema: str | None) -> str:
    return f"CREATE EXTENSION {ident(name)}" + (f" SCHEMA {ident(schema)}" if schema else "")
