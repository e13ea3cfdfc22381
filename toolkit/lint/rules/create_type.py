"""A type that is created is there already when the revision is run again: PostgreSQL has no
CREATE TYPE IF NOT EXISTS.

A block that looks in pg_type first accepts an enum type with other labels; ensure.enum compares
them, and adds those that are missing.
"""

from collections.abc import Iterator

from toolkit.findings import Finding
from toolkit.lint.effects import Verb
from toolkit.lint.events import Came
from toolkit.lint.migration import MigrationFile
from toolkit.lint.project import Project
from toolkit.lint.rule import Example, there

EXAMPLES = (
    Example(
        bad='sa.Enum("open", "sent", name="state").create(op.get_bind())',
        good='ensure.enum("state", "open", "sent")',
    ),
    Example(
        bad='postgresql.ENUM("open", name="state").create(op.get_bind(), checkfirst=False)',
        good='ensure.enum("state", "open")',
    ),
    Example(
        bad="""op.drop_table("orders", if_exists=True)
op.create_table("orders", sa.Column("state", sa.Enum("open", name="state")))""",
        good="""ensure.enum("state", "open")
op.drop_table("orders", if_exists=True)
ensure.table("orders", sa.Column("state", sa.Enum("open", name="state")))""",
    ),
    Example(
        bad="op.execute(\"CREATE TYPE state AS ENUM ('open', 'sent')\")",
        good='ensure.enum("state", "open", "sent")',
    ),
    Example(
        bad='op.execute("CREATE TYPE place AS (street text)")',
    ),
    Example(
        bad='op.execute("CREATE TYPE span AS RANGE (subtype = float8)")',
    ),
    Example(
        bad='op.execute("CREATE DOMAIN amount AS int CHECK (value > 0)")',
        good='ensure.domain("amount", sa.Integer(), check="value > 0")',
    ),
    Example(
        bad="op.execute(\"DO $$ BEGIN CREATE TYPE state AS ENUM ('open'); END $$\")",
        good='ensure.enum("state", "open")',
    ),
)


def check(migration: MigrationFile, project: Project) -> Iterator[Finding]:
    events = migration.misbehaving(Verb.CREATE, "type")
    found = (one for one in events if one.first is not Came.FAILS)
    remedy = "Use ensure.enum or ensure.domain, or create it where it is not there."
    yield from there(migration, project, __name__, found, remedy)
