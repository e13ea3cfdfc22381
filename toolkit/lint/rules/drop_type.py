"""A type that is dropped is gone when the revision is run again."""

from collections.abc import Iterator

from toolkit.findings import Finding
from toolkit.lint.effects import Verb
from toolkit.lint.migration import MigrationFile
from toolkit.lint.project import Project
from toolkit.lint.rule import Example, gone

TYPED = "CREATE TYPE state AS ENUM ('open')"
EXAMPLES = (
    Example(
        bad='sa.Enum(name="state").drop(op.get_bind())',
        good='sa.Enum(name="state").drop(op.get_bind(), checkfirst=True)',
        setup=TYPED,
    ),
    Example(
        bad='op.execute("DROP TYPE state")',
        good='op.execute("DROP TYPE IF EXISTS state")',
        setup=TYPED,
    ),
    Example(
        bad='op.execute("DROP DOMAIN amount")',
        good='op.execute("DROP DOMAIN IF EXISTS amount")',
        setup="CREATE DOMAIN amount AS int",
    ),
)


def check(migration: MigrationFile, project: Project) -> Iterator[Finding]:
    found = migration.misbehaving(Verb.DROP, "type")
    remedy = "Use ensure.no_enum or ensure.no_domain, or drop it if it exists."
    yield from gone(migration, project, __name__, found, remedy)
