"""A schema that is created is there already when the revision is run again."""

from collections.abc import Iterator

from toolkit.findings import Finding
from toolkit.lint.effects import Verb
from toolkit.lint.migration import MigrationFile
from toolkit.lint.project import Project
from toolkit.lint.rule import Example, there

EXAMPLES = (
    Example(
        bad='op.execute("CREATE SCHEMA sales")',
        good='op.execute("CREATE SCHEMA IF NOT EXISTS sales")',
    ),
    Example(
        bad='op.execute(sa.schema.CreateSchema("sales"))',
        good='op.execute(sa.schema.CreateSchema("sales", if_not_exists=True))',
    ),
)


def check(migration: MigrationFile, project: Project) -> Iterator[Finding]:
    found = migration.misbehaving(Verb.CREATE, "schema")
    remedy = "Use ensure.schema, or CREATE SCHEMA IF NOT EXISTS."
    yield from there(migration, project, __name__, found, remedy)
