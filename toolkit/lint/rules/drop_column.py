"""A column that is dropped is gone when the revision is run again."""

from collections.abc import Iterator

from toolkit.findings import Finding
from toolkit.lint.effects import Verb
from toolkit.lint.migration import MigrationFile
from toolkit.lint.project import Project
from toolkit.lint.rule import Example, gone

ORDERS = "CREATE TABLE orders (id int PRIMARY KEY, state text, total int)"
EXAMPLES = (
    Example(
        bad='op.drop_column("orders", "total")',
        good='ensure.no_column("orders", "total")',
        setup=ORDERS,
    ),
    Example(
        bad="""with op.batch_alter_table("orders") as batch:
    batch.drop_column("total")""",
        good="""with ensure.batch_alter_table("orders") as batch:
    batch.no_column("total")""",
        setup=ORDERS,
    ),
    Example(
        bad='op.execute("ALTER TABLE orders DROP COLUMN total")',
        good='op.execute("ALTER TABLE orders DROP COLUMN IF EXISTS total")',
        setup=ORDERS,
    ),
)


def check(migration: MigrationFile, project: Project) -> Iterator[Finding]:
    found = migration.misbehaving(Verb.DROP, "column")
    remedy = "Use ensure.no_column, or drop it if it exists."
    yield from gone(migration, project, __name__, found, remedy)
