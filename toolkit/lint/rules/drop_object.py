"""What is dropped is gone when the revision is run again: views, functions, sequences, triggers,
policies, schemas, extensions, roles and all other kinds that have no rule of their own.
"""

from collections.abc import Iterator

from toolkit.findings import Finding
from toolkit.lint.effects import Verb
from toolkit.lint.migration import MigrationFile
from toolkit.lint.project import Project
from toolkit.lint.rule import Example, gone

OWN = frozenset(
    {"table", "foreign table", "column", "index", "constraint", "type"}
    | {"partition", "inheritance", "identity", "expression", "member", "mapping"}
)
EXAMPLES = (
    Example(
        bad='op.execute("DROP SEQUENCE numbers")',
        good='op.execute("DROP SEQUENCE IF EXISTS numbers")',
        setup="CREATE SEQUENCE numbers",
    ),
    Example(
        bad='op.execute("DROP VIEW seen")',
        good='op.execute("DROP VIEW IF EXISTS seen")',
        setup="CREATE VIEW seen AS SELECT 1 AS one",
    ),
    Example(
        bad='op.execute("DROP MATERIALIZED VIEW seen")',
        good='op.execute("DROP MATERIALIZED VIEW IF EXISTS seen")',
        setup="CREATE MATERIALIZED VIEW seen AS SELECT 1 AS one",
    ),
    Example(
        bad='op.execute("DROP SCHEMA sales")',
        good='op.execute("DROP SCHEMA IF EXISTS sales")',
        setup="CREATE SCHEMA sales",
    ),
    Example(
        bad='op.execute("DROP FUNCTION one()")',
        good='op.execute("DROP FUNCTION IF EXISTS one()")',
        setup="CREATE FUNCTION one() RETURNS int RETURN 1",
    ),
    Example(
        bad='op.execute("DROP TRIGGER t ON orders")',
        good='op.execute("DROP TRIGGER IF EXISTS t ON orders")',
        setup=(
            "CREATE TABLE orders (id int); "
            "CREATE FUNCTION seen() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END'; "
            "CREATE TRIGGER t AFTER UPDATE ON orders EXECUTE FUNCTION seen()"
        ),
    ),
    Example(
        bad='op.execute("DROP POLICY own ON orders")',
        good='op.execute("DROP POLICY IF EXISTS own ON orders")',
        setup="CREATE TABLE orders (id int); CREATE POLICY own ON orders",
    ),
    Example(
        bad='op.execute("DROP EXTENSION pg_trgm")',
        good='op.execute("DROP EXTENSION IF EXISTS pg_trgm")',
        setup="CREATE EXTENSION pg_trgm",
    ),
    Example(
        bad='op.execute("DROP ROLE clerk_dropped")',
        good='op.execute("DROP ROLE IF EXISTS clerk_dropped")',
        setup="CREATE ROLE clerk_dropped",
    ),
)


def check(migration: MigrationFile, project: Project) -> Iterator[Finding]:
    found = migration.misbehaving(Verb.DROP, but=OWN)
    remedy = "Drop it if it exists, or use ensure.no_…."
    yield from gone(migration, project, __name__, found, remedy)
