"""A directive of Alembic that takes `if_not_exists=True` or `if_exists=True` and leaves it out
looks guarded and is not: it fails when the revision is run again.

create_unique_constraint, create_check_constraint, create_foreign_key and create_exclude_constraint
do so, since PostgreSQL has nothing of the kind; so does alter_column.
"""

from collections.abc import Iterator

from toolkit.findings import Claim, Finding, Severity
from toolkit.lint.fixes.unguarded import unguarded
from toolkit.lint.guards import directive, flag
from toolkit.lint.migration import MigrationFile
from toolkit.lint.project import Project
from toolkit.lint.rule import Example, found
from toolkit.lint.rules.flag_unknown import SINCE

ORDERS = "CREATE TABLE orders (id int PRIMARY KEY, total int)"
EXAMPLES = (
    Example(
        bad='op.create_unique_constraint("uq", "orders", ["total"], if_not_exists=True)',
        good='ensure.unique("uq", "orders", ["total"])',
        setup=ORDERS,
    ),
    Example(
        bad='op.create_check_constraint("ck", "orders", "total > 0", if_not_exists=True)',
        good='ensure.check("ck", "orders", "total > 0")',
        setup=ORDERS,
    ),
    Example(
        bad='op.create_foreign_key("fk", "orders", "orders", ["id"], ["id"], if_not_exists=True)',
        good='ensure.foreign_key("fk", "orders", "orders", ["id"], ["id"])',
        setup=ORDERS,
    ),
    Example(
        bad="""op.create_exclude_constraint(
    "ex", "orders", ("total", "="), using="btree", if_not_exists=True
)""",
        good="""ensure.exclude(
    "ex", "orders", ("total", "="), using="btree"
)""",
        setup=ORDERS,
    ),
    Example(
        bad='op.alter_column("orders", "total", new_column_name="amount", if_exists=True)',
        good='ensure.alter_column("orders", "total", new_column_name="amount")',
        setup=ORDERS,
    ),
    Example(
        bad="""with op.batch_alter_table("orders") as batch:
    batch.create_unique_constraint("uq", ["total"], if_not_exists=True)""",
        good="""with ensure.batch_alter_table("orders") as batch:
    batch.unique("uq", ["total"])""",
        setup=ORDERS,
    ),
)


def check(migration: MigrationFile, project: Project) -> Iterator[Finding]:
    for event in migration.pretending:
        called, given = directive(event), flag(event)
        if given and called not in SINCE:
            yield found(
                migration, event, __name__,
                f"{called} takes {given} and leaves it out: it fails when this is run again",
                "Use its twin in ensure.",
                Severity.ERROR, Claim.RERUN,
                unguarded(migration, event, project),
            )  # fmt: skip
