"""A column that is added is there already when the revision is run again.

ADD COLUMN IF NOT EXISTS accepts a column of any type; ensure.column compares it.
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
        bad='op.add_column("orders", sa.Column("note", sa.Text))',
        good='ensure.column("orders", sa.Column("note", sa.Text))',
        setup=ORDERS,
    ),
    Example(
        bad='op.add_column("orders", sa.Column("above", sa.Integer, sa.ForeignKey("orders.id")))',
        good='ensure.column("orders", sa.Column("above", sa.Integer, sa.ForeignKey("orders.id")))',
        setup=ORDERS,
    ),
    Example(
        bad="""with op.batch_alter_table("orders") as batch:
    batch.add_column(sa.Column("note", sa.Text))""",
        good="""with ensure.batch_alter_table("orders") as batch:
    batch.column(sa.Column("note", sa.Text))""",
        setup=ORDERS,
    ),
    Example(
        bad='op.execute("ALTER TABLE orders ADD COLUMN note text")',
        good='op.execute("ALTER TABLE orders ADD COLUMN IF NOT EXISTS note text")',
        setup=ORDERS,
    ),
    Example(
        bad='op.execute("ALTER TYPE place ADD ATTRIBUTE town text")',
        good=(
            'op.execute("DO $hive$ BEGIN ALTER TYPE place ADD ATTRIBUTE town text; '
            'EXCEPTION WHEN duplicate_column THEN NULL; END $hive$")'
        ),
        setup="CREATE TYPE place AS (street text)",
    ),
)


def check(migration: MigrationFile, project: Project) -> Iterator[Finding]:
    found = migration.misbehaving(Verb.CREATE, "column")
    remedy = "Use ensure.column, or add it where it is not there."
    yield from there(migration, project, __name__, found, remedy)
