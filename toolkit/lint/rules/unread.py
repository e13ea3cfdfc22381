"""What the linter could not read may do anything: SQL that is made while the revision runs, a call
into what is not read. It is counted, never passed over in silence; `hive-replay` runs it.
"""

from collections.abc import Iterator

from toolkit.findings import Finding
from toolkit.lint.migration import MigrationFile
from toolkit.lint.project import Project
from toolkit.lint.rule import Example, of_node

EXAMPLES = (
    Example(
        bad="op.execute(open(context.get_x_argument()[0]).read())",
        head="from alembic import context",
        why_not_executed="nobody knows what it does",
    ),
    Example(
        bad="migrate_everything(op.get_bind())",
        head="from elsewhere import migrate_everything",
        why_not_executed="nobody knows what it does",
    ),
)


def check(migration: MigrationFile, project: Project) -> Iterator[Finding]:
    for node, blind in migration.ran.blind:
        yield of_node(
            migration, node, __name__,
            f"this is not read: {blind.why}",
            "Let hive-replay run it.", blind.offset, blind.length,
        )  # fmt: skip
