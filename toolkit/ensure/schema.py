"""Schemas, converging."""

from toolkit.catalog.program import Program, unless
from toolkit.catalog.sql import ident, literal
from toolkit.catalog.twin import decided
from toolkit.ensure.settle import settle

_THERE = "EXISTS (SELECT FROM pg_catalog.pg_namespace n WHERE n.nspname = {name})"


def schema(name: str) -> None:
    """Create the schema, or see that it is there.

    Looked for first: CREATE SCHEMA IF NOT EXISTS is refused to who may not create it even where it
    exists.
    """
    create = f"CREATE SCHEMA {ident(name)}"
    absent = decided("absent", "schema", "", "", literal("SCHEMA"), [create])
    equal = f"hive_decided := {decided('equal', 'schema', '', '', literal('SCHEMA'))};"
    body = unless(_THERE.replace("{name}", literal(name)), absent, equal)
    settle(Program(f"ensure schema {name}", literal(name), body))
