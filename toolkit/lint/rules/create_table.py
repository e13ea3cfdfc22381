"""A table that is created is there already when the revision is run again.

IF NOT EXISTS gets past that, and says nothing about what is there; ensure.table compares it.
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
        bad='op.create_table("orders", sa.Column("id", sa.Integer, primary_key=True))',
        good='ensure.table("orders", sa.Column("id", sa.Integer, primary_key=True))',
    ),
    Example(
        bad='op.create_table("orders", sa.Column("state", sa.Enum("open", "sent", name="state")))',
        good='ensure.table("orders", sa.Column("state", sa.Enum("open", "sent", name="state")))',
    ),
    Example(
        bad='op.execute("CREATE TABLE orders (id int)")',
        good='op.execute("CREATE TABLE IF NOT EXISTS orders (id int)")',
    ),
    Example(
        bad='op.execute("CREATE TABLE late PARTITION OF orders DEFAULT")',
        good='op.execute("CREATE TABLE IF NOT EXISTS late PARTITION OF orders DEFAULT")',
        setup="CREATE TABLE orders (state text) PARTITION BY LIST (state)",
    ),
    Example(
        bad='op.execute("CREATE TABLE copied AS SELECT id FROM orders")',
        good='op.execute("CREATE TABLE IF NOT EXISTS copied AS SELECT id FROM orders")',
        setup=ORDERS,
    ),
    Example(
        bad='op.execute("SELECT id INTO copied FROM orders")',
        good="""for _ in ensure.first_time("b2 block 1"):
    op.execute("SELECT id INTO copied FROM orders")""",
        setup=ORDERS,
    ),
    Example(
        bad="""for name in ("orders", "lines"):
    op.create_table(name, sa.Column("id", sa.Integer))""",
        good="""for name in ("orders", "lines"):
    ensure.table(name, sa.Column("id", sa.Integer))""",
    ),
    Example(
        bad="""for first in (1, 2):
    op.execute(
        f"CREATE TABLE part_{first} PARTITION OF parted "
        f"FOR VALUES FROM ({first}) TO ({first + 1})"
    )""",
        good="""for first in (1, 2):
    op.execute(
        f"CREATE TABLE IF NOT EXISTS part_{first} PARTITION OF parted "
        f"FOR VALUES FROM ({first}) TO ({first + 1})"
    )""",
        setup="CREATE TABLE parted (id int) PARTITION BY RANGE (id)",
    ),
    Example(
        bad="""op.rename_table("orders", "old")
op.create_table("orders", sa.Column("id", sa.Integer, primary_key=True))
op.execute("INSERT INTO orders SELECT id FROM old")
op.drop_table("old")""",
        good="""for _ in ensure.first_time("b2 block 1"):
    op.rename_table("orders", "old")
    op.create_table("orders", sa.Column("id", sa.Integer, primary_key=True))
    op.execute("INSERT INTO orders SELECT id FROM old")
    op.drop_table("old")""",
        setup="CREATE TABLE orders (id int PRIMARY KEY)",
    ),
    Example(
        bad="""op.execute("ALTER TABLE orders RENAME TO old")
op.execute("CREATE TABLE orders (id int) PARTITION BY RANGE (id)")
op.execute("CREATE TABLE IF NOT EXISTS rest PARTITION OF orders DEFAULT")
op.execute("DROP TABLE old")""",
        good="""for _ in ensure.first_time("b2 block 1"):
    op.execute("ALTER TABLE orders RENAME TO old")
    op.execute("CREATE TABLE orders (id int) PARTITION BY RANGE (id)")
    op.execute("CREATE TABLE IF NOT EXISTS rest PARTITION OF orders DEFAULT")
    op.execute("DROP TABLE old")""",
        setup="CREATE TABLE orders (id int)",
    ),
    Example(
        bad="Order.__table__.create(op.get_bind())",
        good="Order.__table__.create(op.get_bind(), checkfirst=True)",
        head="""from sqlalchemy import orm
Base = orm.declarative_base()

class Order(Base):
    __tablename__ = "orders"
    id = sa.Column(sa.Integer, primary_key=True)""",
    ),
    Example(
        bad="orders.create(op.get_bind())",
        good="orders.create(op.get_bind(), checkfirst=True)",
        head='orders = sa.Table("orders", sa.MetaData(), sa.Column("id", sa.Integer))',
    ),
    Example(
        bad='op.execute(sa.schema.CreateTable(sa.Table("orders", sa.MetaData())))',
        good=(
            'op.execute(sa.schema.CreateTable(sa.Table("orders", sa.MetaData()),'
            " if_not_exists=True))"
        ),
    ),
)


def check(migration: MigrationFile, project: Project) -> Iterator[Finding]:
    found = migration.misbehaving(Verb.CREATE, "table", "foreign table")
    remedy = "Use ensure.table, or create it where it is not there."
    yield from there(migration, project, __name__, found, remedy)
