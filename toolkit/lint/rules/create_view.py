"""A view that is created is there already when the revision is run again.

CREATE OR REPLACE VIEW may be run again; a materialized view has only IF NOT EXISTS, which accepts
one with another query.
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
        bad='op.execute("CREATE VIEW open_orders AS SELECT id FROM orders")',
        good='op.execute("CREATE OR REPLACE VIEW open_orders AS SELECT id FROM orders")',
        setup=ORDERS,
    ),
    Example(
        bad='op.execute("CREATE MATERIALIZED VIEW totals AS SELECT id FROM orders")',
        good='op.execute("CREATE MATERIALIZED VIEW IF NOT EXISTS totals AS SELECT id FROM orders")',
        setup=ORDERS,
    ),
)


def check(migration: MigrationFile, project: Project) -> Iterator[Finding]:
    found = migration.misbehaving(Verb.CREATE, "view", "materialized view")
    remedy = "Use ensure.view or ensure.materialized_view, or CREATE OR REPLACE VIEW."
    yield from there(migration, project, __name__, found, remedy)
