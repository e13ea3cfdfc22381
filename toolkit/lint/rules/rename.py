"""What is renamed, or moved to another schema, is not there under its old name when the revision is
run again. RENAME COLUMN and RENAME CONSTRAINT have no IF EXISTS of their own.
"""

from collections.abc import Iterator

from toolkit.findings import Finding
from toolkit.lint.effects import Verb
from toolkit.lint.migration import MigrationFile
from toolkit.lint.project import Project
from toolkit.lint.rule import Example, called, finding, when

ORDERS = "CREATE TABLE orders (id int CONSTRAINT pk PRIMARY KEY, total int)"
EXAMPLES = (
    Example(
        bad='op.rename_table("orders", "sales")',
        good='ensure.rename_table("orders", "sales")',
        setup=ORDERS,
    ),
    Example(
        bad="""op.rename_table("orders", "sales")
op.execute("CREATE OR REPLACE VIEW orders AS SELECT * FROM sales")""",
        good="""ensure.rename_table("orders", "sales")
op.execute("CREATE OR REPLACE VIEW orders AS SELECT * FROM sales")""",
        setup=ORDERS,
    ),
    Example(
        bad="""op.execute("ALTER TABLE orders RENAME TO sales")
op.execute("CREATE OR REPLACE VIEW orders AS SELECT * FROM sales")""",
        good=(
            'op.execute("DO $hive$ BEGIN ALTER TABLE orders RENAME TO sales; '
            "EXCEPTION WHEN duplicate_table OR undefined_column OR undefined_function OR "
            'undefined_object OR undefined_table THEN PERFORM FROM sales LIMIT 0; END $hive$")\n'
            'op.execute("CREATE OR REPLACE VIEW orders AS SELECT * FROM sales")'
        ),
        setup=ORDERS,
    ),
    Example(
        bad='op.alter_column("orders", "total", new_column_name="amount")',
        good='ensure.alter_column("orders", "total", new_column_name="amount")',
        setup=ORDERS,
    ),
    Example(
        bad="""op.add_column("orders", sa.Column("cents", sa.Integer))
op.execute("UPDATE orders SET cents = total * 100")
op.alter_column("orders", "cents", new_column_name="amount")""",
        good="""for _ in ensure.first_time("b2 block 1"):
    op.add_column("orders", sa.Column("cents", sa.Integer))
    op.execute("UPDATE orders SET cents = total * 100")
    op.alter_column("orders", "cents", new_column_name="amount")""",
        setup=ORDERS,
    ),
    Example(
        bad='op.execute("ALTER TABLE orders RENAME COLUMN total TO amount")',
        good=(
            'op.execute("DO $hive$ BEGIN ALTER TABLE orders RENAME COLUMN total TO amount; '
            "EXCEPTION WHEN undefined_column OR undefined_function OR undefined_object OR "
            'undefined_table THEN PERFORM orders.amount FROM orders LIMIT 0; END $hive$")'
        ),
        setup=ORDERS,
    ),
    Example(
        bad='op.execute("ALTER TABLE orders RENAME TO sales")',
        good=(
            'op.execute("DO $hive$ BEGIN ALTER TABLE orders RENAME TO sales; '
            "EXCEPTION WHEN undefined_column OR undefined_function OR undefined_object OR "
            'undefined_table THEN PERFORM FROM sales LIMIT 0; END $hive$")'
        ),
        setup=ORDERS,
    ),
    Example(
        bad='op.execute("ALTER TABLE orders RENAME CONSTRAINT pk TO orders_pk")',
        good=(
            'op.execute("DO $hive$ BEGIN ALTER TABLE orders RENAME CONSTRAINT pk TO orders_pk; '
            "EXCEPTION WHEN duplicate_table OR invalid_table_definition OR "
            "object_not_in_prerequisite_state OR undefined_column OR undefined_function OR "
            'undefined_object OR undefined_table THEN NULL; END $hive$")'
        ),
        setup=ORDERS,
    ),
    Example(
        bad='op.execute("ALTER INDEX pk RENAME TO orders_pk")',
        good=(
            'op.execute("DO $hive$ BEGIN ALTER INDEX pk RENAME TO orders_pk; '
            "EXCEPTION WHEN undefined_column OR undefined_function OR undefined_object OR "
            'undefined_table THEN NULL; END $hive$")'
        ),
        setup=ORDERS,
    ),
    Example(
        bad='op.execute("ALTER TABLE orders SET SCHEMA sales")',
        good=(
            'op.execute("DO $hive$ BEGIN ALTER TABLE orders SET SCHEMA sales; '
            "EXCEPTION WHEN undefined_column OR undefined_function OR undefined_object OR "
            'undefined_table THEN PERFORM FROM sales.orders LIMIT 0; END $hive$")'
        ),
        setup=f"{ORDERS}; CREATE SCHEMA sales",
    ),
    Example(
        bad='op.execute("ALTER TYPE state RENAME TO order_state")',
        good=(
            'op.execute("DO $hive$ BEGIN ALTER TYPE state RENAME TO order_state; '
            "EXCEPTION WHEN undefined_column OR undefined_function OR undefined_object OR "
            'undefined_table THEN NULL; END $hive$")'
        ),
        setup="CREATE TYPE state AS ENUM ('open')",
    ),
)


def check(migration: MigrationFile, project: Project) -> Iterator[Finding]:
    for event in migration.misbehaving(Verb.RENAME, but=("label",)):
        yield finding(
            migration, project, event, __name__,
            f"{called(event.effect.name)} has its new name {when(event)}",
            "Use ensure.rename_table or ensure.alter_column, or look for the old name first.",
        )  # fmt: skip
