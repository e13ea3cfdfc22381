"""A guard that asks the database breaks `alembic upgrade --sql`: there is none to ask, and the
inspector or the query fails. What ensure.* write decides in the script itself.
"""

from collections.abc import Iterator

from toolkit.findings import Finding
from toolkit.lint.migration import MigrationFile
from toolkit.lint.project import Project
from toolkit.lint.rule import Example, of_node

BRANCHES = ("is_offline_mode", "as_sql")
ONLINE = "it shows under --sql only; the test of that is by hand"
EXAMPLES = (
    Example(
        bad="""if not sa.inspect(op.get_bind()).has_table("orders"):
    op.create_table("orders", sa.Column("id", sa.Integer))""",
        good='ensure.table("orders", sa.Column("id", sa.Integer))',
        why_not_executed=ONLINE,
    ),
    Example(
        bad="""query = sa.text("SELECT 1 FROM pg_type WHERE typname = 'state'")
if not op.get_bind().execute(query).first():
    op.execute("CREATE TYPE state AS ENUM ('open')")""",
        good='ensure.enum("state", "open")',
        why_not_executed=ONLINE,
    ),
)


def check(migration: MigrationFile, project: Project) -> Iterator[Finding]:
    if any(one in migration.text for one in BRANCHES):
        return
    for node, _ in migration.ran.asked:
        yield of_node(
            migration, node, __name__,
            "this asks the database, so that `alembic upgrade --sql` fails",
            "Use its twin in ensure, or ask only where context.is_offline_mode() is false.",
        )  # fmt: skip
