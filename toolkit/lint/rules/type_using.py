"""A type that is changed by an expression of the old value is changed by it again when the revision
is run again: either it fails, or the values are converted twice.
"""

from collections.abc import Iterator

from toolkit.findings import Finding
from toolkit.lint.effects import Verb
from toolkit.lint.events import Came
from toolkit.lint.migration import MigrationFile
from toolkit.lint.project import Project
from toolkit.lint.rule import Example, called, finding

FILLED = "CREATE TABLE orders (id int, total int); INSERT INTO orders VALUES (1, 10)"
EXAMPLES = (
    Example(
        bad='op.execute("ALTER TABLE orders ALTER total TYPE bigint USING total * 100")',
        good="""for _ in ensure.first_time("b2 block 1"):
    op.execute("ALTER TABLE orders ALTER total TYPE bigint USING total * 100")""",
        setup=FILLED,
    ),
    Example(
        bad="""op.alter_column(
    "orders", "total", type_=sa.BigInteger(), postgresql_using="total * 100"
)""",
        good="""ensure.alter_column(
    "orders", "total", type_=sa.BigInteger(), postgresql_using="total * 100"
)""",
        setup=FILLED,
    ),
    Example(
        bad='op.execute("ALTER TABLE orders ALTER total TYPE date USING to_timestamp(total)")',
        good="""for _ in ensure.first_time("b2 block 1"):
    op.execute("ALTER TABLE orders ALTER total TYPE date USING to_timestamp(total)")""",
        setup=FILLED,
    ),
)


def check(migration: MigrationFile, project: Project) -> Iterator[Finding]:
    for event in migration.misbehaving(Verb.ADVANCE, "column"):
        if event.again is not Came.CHANGES:
            continue
        yield finding(
            migration, project, event, __name__,
            f"{called(event.effect.name)} is converted again when this is run again",
            "Convert it in a block that looks at its type first, or use ensure.alter_column with"
            " existing_type.",
        )  # fmt: skip
