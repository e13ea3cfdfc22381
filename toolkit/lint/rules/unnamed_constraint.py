"""A constraint without a name is added once more each time, under another name, and nobody hears of
it: a second UNIQUE has a second index, a second foreign key checks everything twice.
"""

from collections.abc import Iterator

from toolkit.findings import Finding
from toolkit.lint.effects import Verb
from toolkit.lint.migration import MigrationFile
from toolkit.lint.project import Project
from toolkit.lint.rule import Example, finding
from toolkit.lint.schema import table

ORDERS = "CREATE TABLE orders (id int PRIMARY KEY, total int)"
EXAMPLES = (
    Example(
        bad='op.create_unique_constraint(None, "orders", ["total"])',
        good='ensure.unique(None, "orders", ["total"])',
        setup=ORDERS,
    ),
    Example(
        bad='op.create_check_constraint(None, "orders", "total > 0")',
        good='ensure.check(None, "orders", "total > 0")',
        setup=ORDERS,
    ),
    Example(
        bad='op.create_foreign_key(None, "orders", "orders", ["total"], ["id"])',
        good='ensure.foreign_key(None, "orders", "orders", ["total"], ["id"])',
        setup=ORDERS,
    ),
    Example(
        bad="""with op.batch_alter_table("orders") as batch:
    batch.create_unique_constraint(None, ["total"])""",
        good="""with ensure.batch_alter_table("orders") as batch:
    batch.unique(None, ["total"])""",
        setup=ORDERS,
    ),
    Example(
        bad='op.execute("ALTER TABLE orders ADD CHECK (total > 0)")',
        good=(
            'op.execute("DO $hive$ BEGIN ALTER TABLE orders ADD CONSTRAINT orders_total_check '
            "CHECK (total > 0); "
            "EXCEPTION WHEN duplicate_object OR duplicate_table OR invalid_table_definition OR "
            'object_not_in_prerequisite_state THEN NULL; END $hive$")'
        ),
        setup=ORDERS,
    ),
    Example(
        bad='op.execute("ALTER TABLE orders ADD UNIQUE (total)")',
        good=(
            'op.execute("DO $hive$ BEGIN ALTER TABLE orders ADD CONSTRAINT orders_total_key '
            "UNIQUE (total); "
            "EXCEPTION WHEN duplicate_table OR invalid_table_definition OR "
            'object_not_in_prerequisite_state THEN NULL; END $hive$")'
        ),
        setup=ORDERS,
    ),
    Example(
        bad='op.execute("ALTER TABLE orders ADD FOREIGN KEY (total) REFERENCES orders")',
        good=(
            'op.execute("DO $hive$ BEGIN ALTER TABLE orders ADD CONSTRAINT orders_total_fkey '
            "FOREIGN KEY (total) REFERENCES orders; "
            "EXCEPTION WHEN duplicate_object OR duplicate_table OR invalid_table_definition OR "
            'object_not_in_prerequisite_state THEN NULL; END $hive$")'
        ),
        setup=ORDERS,
    ),
)


def check(migration: MigrationFile, project: Project) -> Iterator[Finding]:
    for event in migration.misbehaving(Verb.CREATE, "constraint"):
        if event.effect.unnamed:
            on = table(event.effect.name)
            yield finding(
                migration, project, event, __name__,
                f"this adds one more constraint to {on} each time it is run",
                "Give it a name, and use its twin in ensure.",
            )  # fmt: skip
