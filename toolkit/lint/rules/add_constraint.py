"""A constraint that is added is there already when the revision is run again.

PostgreSQL has no ADD CONSTRAINT IF NOT EXISTS, and Alembic no flag for it.
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
        bad='op.create_unique_constraint("uq_total", "orders", ["total"])',
        good='ensure.unique("uq_total", "orders", ["total"])',
        setup=ORDERS,
    ),
    Example(
        bad='op.create_check_constraint("ck_total", "orders", "total > 0")',
        good='ensure.check("ck_total", "orders", "total > 0")',
        setup=ORDERS,
    ),
    Example(
        bad='op.create_foreign_key("fk_total", "orders", "orders", ["total"], ["id"])',
        good='ensure.foreign_key("fk_total", "orders", "orders", ["total"], ["id"])',
        setup=ORDERS,
    ),
    Example(
        bad='op.create_primary_key("pk", "plain", ["id"])',
        good='ensure.primary_key("pk", "plain", ["id"])',
        setup="CREATE TABLE plain (id int)",
    ),
    Example(
        bad='op.create_exclude_constraint("ex_total", "orders", ("total", "="), using="btree")',
        good='ensure.exclude("ex_total", "orders", ("total", "="), using="btree")',
        setup=ORDERS,
    ),
    Example(
        bad="""with op.batch_alter_table("orders") as batch:
    batch.create_check_constraint("ck_total", "total > 0")""",
        good="""with ensure.batch_alter_table("orders") as batch:
    batch.check("ck_total", "total > 0")""",
        setup=ORDERS,
    ),
    Example(
        bad='op.execute("ALTER TABLE orders ADD CONSTRAINT ck CHECK (total > 0)")',
        good=(
            'op.execute("DO $hive$ BEGIN ALTER TABLE orders ADD CONSTRAINT ck CHECK (total > 0); '
            "EXCEPTION WHEN duplicate_object OR duplicate_table OR invalid_table_definition OR "
            'object_not_in_prerequisite_state THEN NULL; END $hive$")'
        ),
        setup=ORDERS,
    ),
    Example(
        bad='op.execute("ALTER TABLE orders ADD CONSTRAINT f FOREIGN KEY (id) REFERENCES orders")',
        good=(
            'op.execute("DO $hive$ BEGIN ALTER TABLE orders ADD CONSTRAINT f FOREIGN KEY (id) '
            "REFERENCES orders; "
            "EXCEPTION WHEN duplicate_object OR duplicate_table OR invalid_table_definition OR "
            'object_not_in_prerequisite_state THEN NULL; END $hive$")'
        ),
        setup=ORDERS,
    ),
    Example(
        bad='op.execute("ALTER TABLE orders ADD CONSTRAINT uq UNIQUE (total)")',
        good=(
            'op.execute("DO $hive$ BEGIN ALTER TABLE orders ADD CONSTRAINT uq UNIQUE (total); '
            "EXCEPTION WHEN duplicate_table OR invalid_table_definition OR "
            'object_not_in_prerequisite_state THEN NULL; END $hive$")'
        ),
        setup=ORDERS,
    ),
    Example(
        bad='op.execute("ALTER TABLE plain ADD PRIMARY KEY (id)")',
        good=(
            'op.execute("DO $hive$ BEGIN ALTER TABLE plain ADD PRIMARY KEY (id); '
            "EXCEPTION WHEN duplicate_table OR invalid_table_definition OR "
            'object_not_in_prerequisite_state THEN NULL; END $hive$")'
        ),
        setup="CREATE TABLE plain (id int)",
    ),
)


def check(migration: MigrationFile, project: Project) -> Iterator[Finding]:
    events = migration.misbehaving(Verb.CREATE, "constraint")
    found = (one for one in events if not one.effect.unnamed)
    remedy = "Use its twin in ensure, or drop it before, if it exists."
    yield from there(migration, project, __name__, found, remedy)
