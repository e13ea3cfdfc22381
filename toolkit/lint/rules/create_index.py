"""An index that is created is there already when the revision is run again.

IF NOT EXISTS accepts an index on other columns, and an INVALID one that a crash left behind;
ensure.index compares it, and builds an INVALID one again.
"""

from collections.abc import Iterator

from toolkit.findings import Finding
from toolkit.lint.effects import Verb
from toolkit.lint.migration import MigrationFile
from toolkit.lint.project import Project
from toolkit.lint.rule import Example, there

ORDERS = "CREATE TABLE orders (id int PRIMARY KEY, state text, total int)"
EXAMPLES = (
    Example(
        bad='op.create_index("ix_total", "orders", ["total"])',
        good='ensure.index("ix_total", "orders", ["total"])',
        setup=ORDERS,
    ),
    Example(
        bad='op.create_index(None, "orders", ["total"])',
        good='ensure.index(None, "orders", ["total"])',
        setup=ORDERS,
    ),
    Example(
        bad="""with op.get_context().autocommit_block():
    op.create_index("ix_total", "orders", ["total"], postgresql_concurrently=True)""",
        good="""with op.get_context().autocommit_block():
    ensure.index("ix_total", "orders", ["total"], postgresql_concurrently=True)""",
        setup=ORDERS,
    ),
    Example(
        bad="""with op.batch_alter_table("orders") as batch:
    batch.create_index("ix_total", ["total"])""",
        good="""with ensure.batch_alter_table("orders") as batch:
    batch.index("ix_total", ["total"])""",
        setup=ORDERS,
    ),
    Example(
        bad="""op.execute("ALTER TABLE orders RENAME TO old")
op.execute("CREATE TABLE orders AS SELECT id, total FROM old")
op.execute("CREATE INDEX IF NOT EXISTS ix_total ON orders (total)")
op.execute("DROP TABLE old")""",
        good="""for _ in ensure.first_time("b2 block 1"):
    op.execute("ALTER TABLE orders RENAME TO old")
    op.execute("CREATE TABLE orders AS SELECT id, total FROM old")
    op.execute("CREATE INDEX IF NOT EXISTS ix_total ON orders (total)")
    op.execute("DROP TABLE old")""",
        setup=ORDERS,
    ),
    Example(
        bad='op.execute("CREATE INDEX ix_total ON orders (total)")',
        good='op.execute("CREATE INDEX IF NOT EXISTS ix_total ON orders (total)")',
        setup=ORDERS,
    ),
    Example(
        bad="""with op.get_context().autocommit_block():
    op.execute("CREATE INDEX CONCURRENTLY ix_total ON orders (total)")""",
        good="""with op.get_context().autocommit_block():
    op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_total")
    op.execute("CREATE INDEX CONCURRENTLY ix_total ON orders (total)")""",
        setup=ORDERS,
    ),
)


def check(migration: MigrationFile, project: Project) -> Iterator[Finding]:
    events = migration.misbehaving(Verb.CREATE, "index")
    found = (one for one in events if not one.effect.unnamed)
    remedy = "Use ensure.index, or create it where it is not there."
    yield from there(migration, project, __name__, found, remedy)
