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
        good='sa.Enum("open", "sent", name="state").create(op.get_bind(), checkfirst=True)',
    ),
    Example(
        bad='postgresql.ENUM("open", name="state").create(op.get_bind(), checkfirst=False)',
        good='postgresql.ENUM("open", name="state").create(op.get_bind(), checkfirst=True)',
    ),
    Example(
        bad="""op.drop_table("orders", if_exists=True)
op.create_table("orders", sa.Column("state", sa.Enum("open", name="state")))""",
        good="""op.drop_table("orders", if_exists=True)
ensure.table("orders", sa.Column("state", sa.Enum("open", name="state")), altered=True)""",
    ),
    Example(
        bad="op.execute(\"CREATE TYPE state AS ENUM ('open', 'sent')\")",
        good=(
            "op.execute(\"DO $hive$ BEGIN CREATE TYPE state AS ENUM ('open', 'sent'); "
            'EXCEPTION WHEN duplicate_object THEN NULL; END $hive$")'
        ),
    ),
    Example(
        bad='op.execute("CREATE TYPE place AS (street text)")',
        good=(
            'op.execute("DO $hive$ BEGIN CREATE TYPE place AS (street text); '
            'EXCEPTION WHEN duplicate_object THEN NULL; END $hive$")'
        ),
    ),
    Example(
        bad='op.execute("CREATE TYPE span AS RANGE (subtype = float8)")',
        good=(
            'op.execute("DO $hive$ BEGIN CREATE TYPE span AS RANGE (subtype = float8); '
            'EXCEPTION WHEN duplicate_object THEN NULL; END $hive$")'
        ),
    ),
    Example(
        bad='op.execute("CREATE DOMAIN amount AS int CHECK (value > 0)")',
        good=(
            'op.execute("DO $hive$ BEGIN CREATE DOMAIN amount AS int CHECK (value > 0); '
            'EXCEPTION WHEN duplicate_object THEN NULL; END $hive$")'
        ),
    ),
    Example(
        bad="op.execute(\"DO $$ BEGIN CREATE TYPE state AS ENUM ('open'); END $$\")",
        good=(
            "op.execute(\"DO $$ BEGIN DO $hive$ BEGIN CREATE TYPE state AS ENUM ('open'); "
            'EXCEPTION WHEN duplicate_object THEN NULL; END $hive$; END $$")'
        ),
    ),
)


def check(migration: MigrationFile, project: Project) -> Iterator[Finding]:
    events = migration.misbehaving(Verb.CREATE, "type")
    found = (one for one in events if one.first is not Came.FAILS)
    remedy = "Use ensure.enum or ensure.domain, or create it where it is not there."
    yield from there(migration, project, __name__, found, remedy)
