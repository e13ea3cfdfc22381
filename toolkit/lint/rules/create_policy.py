"""A policy that is created is there already when the revision is run again: PostgreSQL has neither
IF NOT EXISTS nor OR REPLACE for it.
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
        bad='op.execute("CREATE POLICY own ON orders USING (true)")',
        good=(
            'op.execute("DO $hive$ BEGIN CREATE POLICY own ON orders USING (true); '
            'EXCEPTION WHEN duplicate_object THEN NULL; END $hive$")'
        ),
        setup=ORDERS,
    ),
)


def check(migration: MigrationFile, project: Project) -> Iterator[Finding]:
    found = migration.misbehaving(Verb.CREATE, "policy")
    remedy = "Use ensure.policy, or drop it before, if it exists."
    yield from there(migration, project, __name__, found, remedy)
