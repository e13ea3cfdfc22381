"""What create_table(if_not_exists=True) and add_column(if_not_exists=True) bring with them is made
by statements of their own, which have no guard: an enum type, an index, a foreign key.

A second run fails at them, though the table or column is skipped; where such a constraint has no
name (`unique=True`), it is added once more, and nobody hears of it.
"""

from collections.abc import Iterator

from toolkit.findings import Claim, Finding, Severity
from toolkit.lint.fixes.unguarded import unguarded
from toolkit.lint.guards import directive, flag
from toolkit.lint.migration import MigrationFile
from toolkit.lint.project import Project
from toolkit.lint.rule import Example, called, found

GUARDED = frozenset({"create_table", "add_column"})
"""They take the flag; what they bring with them does not."""
ORDERS = "CREATE TABLE orders (id int PRIMARY KEY)"
EXAMPLES = (
    Example(
        bad="""op.create_table(
    "orders", sa.Column("state", sa.Enum("open", name="state")), if_not_exists=True
)""",
        good="""ensure.table(
    "orders", sa.Column("state", sa.Enum("open", name="state"))
)""",
    ),
    Example(
        bad="""op.create_table(
    "orders", sa.Column("total", sa.Integer, index=True), if_not_exists=True
)""",
        good="""ensure.table(
    "orders", sa.Column("total", sa.Integer, index=True)
)""",
    ),
    Example(
        bad="""op.create_table(
    "orders", sa.Column("total", sa.Integer), sa.Index("ix", "total"), if_not_exists=True
)""",
        good="""ensure.table(
    "orders", sa.Column("total", sa.Integer), sa.Index("ix", "total")
)""",
    ),
    Example(
        bad="""op.add_column(
    "orders", sa.Column("above", sa.Integer, sa.ForeignKey("orders.id")), if_not_exists=True
)""",
        good="""ensure.column(
    "orders", sa.Column("above", sa.Integer, sa.ForeignKey("orders.id"))
)""",
        setup=ORDERS,
    ),
    Example(
        bad='op.add_column("orders", sa.Column("code", sa.Text, unique=True), if_not_exists=True)',
        good='ensure.column("orders", sa.Column("code", sa.Text, unique=True))',
        setup=ORDERS,
    ),
    Example(
        bad='op.add_column("orders", sa.Column("code", sa.Text, index=True), if_not_exists=True)',
        good='ensure.column("orders", sa.Column("code", sa.Text, index=True))',
        setup=ORDERS,
    ),
)


def check(migration: MigrationFile, project: Project) -> Iterator[Finding]:
    for event in migration.pretending:
        outer, given = directive(event), flag(event)
        if given and outer in GUARDED:
            what = called(event.effect.name)
            yield found(
                migration, event, __name__,
                f"{what} comes with {outer}, and its {given} does not hold for it",
                "Use ensure.table or ensure.column.",
                Severity.ERROR, Claim.RERUN,
                unguarded(migration, event, project),
            )  # fmt: skip
