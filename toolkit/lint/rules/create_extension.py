"""An extension that is created is there already when the revision is run again."""

from collections.abc import Iterator

from toolkit.findings import Finding
from toolkit.lint.effects import Verb
from toolkit.lint.migration import MigrationFile
from toolkit.lint.project import Project
from toolkit.lint.rule import Example, there

EXAMPLES = (
    Example(
        bad='op.execute("CREATE EXTENSION pg_trgm")',
        good='op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")',
    ),
)


def check(migration: MigrationFile, project: Project) -> Iterator[Finding]:
    found = migration.misbehaving(Verb.CREATE, "extension")
    remedy = "Use ensure.extension, or CREATE EXTENSION IF NOT EXISTS."
    yield from there(migration, project, __name__, found, remedy)
