"""An index that is dropped is gone when the revision is run again."""

from collections.abc import Iterator

from toolkit.findings import Finding
from toolkit.lint.effects import Verb
from toolkit.lint.migration import MigrationFile
from toolkit.lint.project import Project
from toolkit.lint.rule import Example, gone

INDEXED = "CREATE TABLE orders (total int); CREATE INDEX ix_total ON orders (total)"
EXAMPLES = (
    Example(
        bad='op.drop_index("ix_total", table_name="orders")',
        good='ensure.no_index("ix_total", table_name="orders")',
        setup=INDEXED,
    ),
    Example(
        bad="""with op.batch_alter_table("orders") as batch:
    batch.drop_index("ix_total")""",
        good="""with ensure.batch_alter_table("orders") as batch:
    batch.no_index("ix_total")""",
        setup=INDEXED,
    ),
    Example(
        bad='op.execute("DROP INDEX ix_total")',
        good='op.execute("DROP INDEX IF EXISTS ix_total")',
        setup=INDEXED,
    ),
    Example(
        bad="""with op.get_context().autocommit_block():
    op.execute("DROP INDEX CONCURRENTLY ix_total")""",
        good="""with op.get_context().autocommit_block():
    op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_total")""",
        setup=INDEXED,
    ),
)


def check(migration: MigrationFile, project: Project) -> Iterator[Finding]:
    found = migration.misbehaving(Verb.DROP, "index")
    remedy = "Use ensure.no_index, or drop it if it exists."
    yield from gone(migration, project, __name__, found, remedy)
