"""A table that is dropped is gone when the revision is run again."""

from collections.abc import Iterator

from toolkit.findings import Finding
from toolkit.lint.effects import Verb
from toolkit.lint.migration import MigrationFile
from toolkit.lint.project import Project
from toolkit.lint.rule import Example, gone

ORDERS = "CREATE TABLE orders (id int PRIMARY KEY, state text, total int)"
EXAMPLES = (
    Example(
        bad='op.drop_table("orders")',
        good='ensure.no_table("orders")',
        setup=ORDERS,
    ),
    Example(
        bad='op.execute("DROP TABLE orders")',
        good='op.execute("DROP TABLE IF EXISTS orders")',
        setup=ORDERS,
    ),
)


def check(migration: MigrationFile, project: Project) -> Iterator[Finding]:
    found = migration.misbehaving(Verb.DROP, "table", "foreign table")
    remedy = "Use ensure.no_table, or drop it if it exists."
    yield from gone(migration, project, __name__, found, remedy)
