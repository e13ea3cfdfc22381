"""What is created is there already when the revision is run again: sequences, roles, publications,
statistics, collations, operators and all other kinds that have no rule of their own.
"""

from collections.abc import Iterator

from toolkit.findings import Finding
from toolkit.lint.effects import Verb
from toolkit.lint.migration import MigrationFile
from toolkit.lint.project import Project
from toolkit.lint.rule import Example, there

ORDERS = "CREATE TABLE orders (id int PRIMARY KEY, state text, total int)"
OWN = frozenset(
    {"table", "foreign table", "column", "index", "constraint", "type", "label", "extension"}
    | {"schema", "view", "materialized view", "function", "trigger", "event trigger", "rule"}
    | {"policy", "partition", "inheritance", "identity", "expression", "member", "mapping"}
)
EXAMPLES = (
    Example(
        bad='op.execute("CREATE SEQUENCE numbers")',
        good='op.execute("CREATE SEQUENCE IF NOT EXISTS numbers")',
    ),
    Example(
        bad='op.execute("CREATE ROLE clerk_created")',
        good=(
            'op.execute("DO $hive$ BEGIN CREATE ROLE clerk_created; '
            'EXCEPTION WHEN duplicate_object THEN NULL; END $hive$")'
        ),
    ),
    Example(
        bad='op.execute("CREATE PUBLICATION news FOR ALL TABLES")',
        good=(
            'op.execute("DO $hive$ BEGIN CREATE PUBLICATION news FOR ALL TABLES; '
            'EXCEPTION WHEN duplicate_object THEN NULL; END $hive$")'
        ),
    ),
    Example(
        bad='op.execute("CREATE STATISTICS pair ON id, total FROM orders")',
        good='op.execute("CREATE STATISTICS IF NOT EXISTS pair ON id, total FROM orders")',
        setup=ORDERS,
    ),
    Example(
        bad='op.execute("CREATE STATISTICS ON id, total FROM orders")',
        good="""for _ in ensure.first_time("b2 block 1"):
    op.execute("CREATE STATISTICS ON id, total FROM orders")""",
        setup=ORDERS,
    ),
    Example(
        bad="op.execute(\"CREATE COLLATION german (locale = 'C')\")",
        good="op.execute(\"CREATE COLLATION IF NOT EXISTS german (locale = 'C')\")",
    ),
    Example(
        bad='op.execute("CREATE OPERATOR === (leftarg = int, rightarg = int, function = int4eq)")',
        good=(
            'op.execute("DO $hive$ BEGIN CREATE OPERATOR === (leftarg = int, rightarg = int, '
            "function = int4eq); "
            'EXCEPTION WHEN duplicate_function THEN NULL; END $hive$")'
        ),
    ),
    Example(
        bad='op.execute("CREATE CAST (int AS date) WITH INOUT")',
        good=(
            'op.execute("DO $hive$ BEGIN CREATE CAST (int AS date) WITH INOUT; '
            'EXCEPTION WHEN duplicate_object THEN NULL; END $hive$")'
        ),
    ),
    Example(
        bad='op.execute("CREATE FOREIGN DATA WRAPPER far")',
        good=(
            'op.execute("DO $hive$ BEGIN CREATE FOREIGN DATA WRAPPER far; '
            'EXCEPTION WHEN duplicate_object THEN NULL; END $hive$")'
        ),
    ),
)


def check(migration: MigrationFile, project: Project) -> Iterator[Finding]:
    found = migration.misbehaving(Verb.CREATE, but=OWN)
    remedy = "Create it where it is not there."
    yield from there(migration, project, __name__, found, remedy)
