"""A constraint that is dropped is gone when the revision is run again."""

from collections.abc import Iterator

from toolkit.findings import Finding
from toolkit.lint.effects import Verb
from toolkit.lint.migration import MigrationFile
from toolkit.lint.project import Project
from toolkit.lint.rule import Example, gone

CHECKED = "CREATE TABLE orders (total int, CONSTRAINT ck_total CHECK (total > 0))"
EXAMPLES = (
    Example(
        bad='op.drop_constraint("ck_total", "orders", type_="check")',
        good='ensure.no_constraint("ck_total", "orders", type_="check")',
        setup=CHECKED,
    ),
    Example(
        bad="""with op.batch_alter_table("orders") as batch:
    batch.drop_constraint("ck_total", type_="check")""",
        good="""with ensure.batch_alter_table("orders") as batch:
    batch.no_constraint("ck_total", type_="check")""",
        setup=CHECKED,
    ),
    Example(
        bad='op.execute("ALTER TABLE orders DROP CONSTRAINT ck_total")',
        good='op.execute("ALTER TABLE orders DROP CONSTRAINT IF EXISTS ck_total")',
        setup=CHECKED,
    ),
)


def check(migration: MigrationFile, project: Project) -> Iterator[Finding]:
    found = migration.misbehaving(Verb.DROP, "constraint")
    remedy = "Use ensure.no_constraint, or drop it if it exists."
    yield from gone(migration, project, __name__, found, remedy)
