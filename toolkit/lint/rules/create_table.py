"""A table that is created is there already when the revision is run again."""

from collections.abc import Iterator

from toolkit.findings import Finding
from toolkit.lint.effects import Verb
from toolkit.lint.migration import MigrationFile
from toolkit.lint.project import Project
from toolkit.lint.rule import Example, finding, when

EXAMPLES = (
    Example(
        bad='op.create_table("orders", sa.Column("id", sa.Integer, primary_key=True))',
        good='ensure.table("orders", sa.Column("id", sa.Integer, primary_key=True))',
    ),
    Example(
        bad='op.execute("CREATE TABLE orders (id int)")',
        good='op.execute("CREATE TABLE IF NOT EXISTS orders (id int)")',
    ),
)


def check(migration: MigrationFile, project: Project) -> Iterator[Finding]:
    for event in migration.misbehaving(Verb.CREATE, "table", "foreign table"):
        yield finding(
            migration, project, event, __name__,
            f"table {event.effect.name} is there already {when(event)}",
            "Use ensure.table, or create it where it is not there.",
        )  # fmt: skip
