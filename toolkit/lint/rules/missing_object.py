"""What a statement works on is not there: when the revision is run again, because it drops or
renames it further down; or the first time, because it did so above.

A guard of the DROP does not help: the statement before it needs what the DROP took away.
"""

from collections.abc import Iterator

from toolkit.findings import Finding
from toolkit.lint.effects import Verb
from toolkit.lint.events import Came, Event
from toolkit.lint.migration import MigrationFile
from toolkit.lint.project import Project
from toolkit.lint.rule import Example, called, finding, when

FILLED = "CREATE TABLE orders (id int, total int, amount int); INSERT INTO orders VALUES (1, 2, 3)"
EXAMPLES = (
    Example(
        bad="""op.execute("UPDATE orders SET amount = total")
op.execute("ALTER TABLE orders DROP COLUMN IF EXISTS total")""",
        good="""ensure.once("b2-1", "UPDATE orders SET amount = total")
op.execute("ALTER TABLE orders DROP COLUMN IF EXISTS total")""",
        setup=FILLED,
    ),
    Example(
        bad="""op.execute("INSERT INTO orders (id) SELECT id FROM old ON CONFLICT DO NOTHING")
op.execute("DROP TABLE IF EXISTS old")""",
        good=(
            'ensure.once("b2-1", '
            '"INSERT INTO orders (id) SELECT id FROM old ON CONFLICT DO NOTHING")\n'
            'op.execute("DROP TABLE IF EXISTS old")'
        ),
        setup=f"{FILLED}; CREATE TABLE old (id int)",
    ),
    Example(
        bad="""op.alter_column("orders", "total", nullable=False)
op.drop_table("orders", if_exists=True)""",
        good="""for _ in ensure.first_time("b2 block 1"):
    op.alter_column("orders", "total", nullable=False)
    op.drop_table("orders", if_exists=True)""",
        setup=FILLED,
    ),
    Example(
        bad="""rows = op.get_bind().execute(sa.text("SELECT id, total FROM orders")).all()
op.get_bind().execute(sa.text("UPDATE orders SET amount = :n"), {"n": len(rows)})
op.execute("ALTER TABLE orders DROP COLUMN IF EXISTS total")""",
        good="""for _ in ensure.first_time("b2 block 1"):
    rows = op.get_bind().execute(sa.text("SELECT id, total FROM orders")).all()
    op.get_bind().execute(sa.text("UPDATE orders SET amount = :n"), {"n": len(rows)})
op.execute("ALTER TABLE orders DROP COLUMN IF EXISTS total")""",
        setup=FILLED,
    ),
    Example(
        bad="""orders = sa.table("orders", sa.column("id"), sa.column("total"))
for row in op.get_bind().execute(sa.select(orders.c.id, orders.c.total)):
    op.get_bind().execute(
        sa.text("UPDATE orders SET amount = :n WHERE id = :id"), {"n": row.total, "id": row.id}
    )
op.drop_column("orders", "total", if_exists=True)""",
        good="""orders = sa.table("orders", sa.column("id"), sa.column("total"))
for _ in ensure.first_time("b2 block 2"):
    for row in op.get_bind().execute(sa.select(orders.c.id, orders.c.total)):
        op.get_bind().execute(
            sa.text("UPDATE orders SET amount = :n WHERE id = :id"), {"n": row.total, "id": row.id}
        )
op.drop_column("orders", "total", if_exists=True)""",
        setup=FILLED,
    ),
    Example(
        bad="""op.execute("CREATE INDEX IF NOT EXISTS ix ON orders (total)")
op.execute("DROP TABLE IF EXISTS orders")""",
        good=(
            'op.execute("DO $hive$ BEGIN CREATE INDEX IF NOT EXISTS ix ON orders (total); '
            "EXCEPTION WHEN duplicate_table OR undefined_column OR undefined_function OR "
            'undefined_object OR undefined_table THEN NULL; END $hive$")\n'
            'op.execute("DROP TABLE IF EXISTS orders")'
        ),
        setup=FILLED,
    ),
    Example(
        bad="""op.execute("ALTER TABLE orders ALTER total SET NOT NULL")
op.execute("DROP TABLE IF EXISTS orders")""",
        good=(
            'op.execute("DO $hive$ BEGIN ALTER TABLE orders ALTER total SET NOT NULL; '
            "EXCEPTION WHEN undefined_column OR undefined_function OR undefined_object OR "
            'undefined_table THEN NULL; END $hive$")\n'
            'op.execute("DROP TABLE IF EXISTS orders")'
        ),
        setup=FILLED,
    ),
    Example(
        bad="""op.execute("ALTER TABLE orders ADD COLUMN note text")
op.execute("ALTER TABLE IF EXISTS orders RENAME TO sales")""",
        good=(
            'op.execute("DO $hive$ BEGIN ALTER TABLE orders ADD COLUMN note text; '
            "EXCEPTION WHEN duplicate_column OR undefined_column OR undefined_function OR "
            'undefined_object OR undefined_table THEN NULL; END $hive$")\n'
            'op.execute("ALTER TABLE IF EXISTS orders RENAME TO sales")'
        ),
        setup=FILLED,
    ),
    Example(
        bad="""op.execute("ALTER TABLE orders ADD CONSTRAINT ck CHECK (total > 0)")
op.execute("DROP TABLE IF EXISTS orders")""",
        good=(
            'op.execute("DO $hive$ BEGIN ALTER TABLE orders ADD CONSTRAINT ck CHECK (total > 0); '
            "EXCEPTION WHEN duplicate_object OR duplicate_table OR invalid_table_definition OR "
            "object_not_in_prerequisite_state OR undefined_column OR undefined_function OR "
            'undefined_object OR undefined_table THEN NULL; END $hive$")\n'
            'op.execute("DROP TABLE IF EXISTS orders")'
        ),
        setup=FILLED,
    ),
    Example(
        bad="""op.execute("CREATE VIEW all_orders AS SELECT id FROM orders")
op.execute("ALTER TABLE IF EXISTS orders RENAME TO sales")""",
        good=(
            'op.execute("DO $hive$ BEGIN CREATE VIEW all_orders AS SELECT id FROM orders; '
            "EXCEPTION WHEN duplicate_table OR undefined_column OR undefined_function OR "
            'undefined_object OR undefined_table THEN NULL; END $hive$")\n'
            'op.execute("ALTER TABLE IF EXISTS orders RENAME TO sales")'
        ),
        setup=FILLED,
    ),
)


def check(migration: MigrationFile, project: Project) -> Iterator[Finding]:
    for (verb, _), events in migration.harmful.items():
        for event in events:
            if event.lacking or _only_fails(verb, event):
                missing = called(event.lacking or event.effect.name)
                if event.lacking is None:
                    missing = f"what {missing} needs"
                said = f"{missing} is not there {when(event)}"
                remedy = "Ask whether it is there first."
                yield finding(migration, project, event, __name__, said, remedy)


def _only_fails(verb: Verb, event: Event) -> bool:
    """What has no rule of its own for that."""
    return verb in (Verb.ALTER, Verb.DELETE, Verb.INSERT, Verb.ADVANCE) and (
        event.again is not Came.CHANGES
    )
