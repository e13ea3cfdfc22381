"""An index without a name is made once more each time, under another name, and nobody hears of it:
writes pay for all of them.
"""

from collections.abc import Iterator

from toolkit.findings import Finding
from toolkit.lint.effects import Verb
from toolkit.lint.migration import MigrationFile
from toolkit.lint.project import Project
from toolkit.lint.rule import Example, finding

ORDERS = "CREATE TABLE orders (id int PRIMARY KEY, total int)"
EXAMPLES = (
    Example(
        bad='op.execute("CREATE INDEX ON orders (total)")',
        good='op.execute("CREATE INDEX IF NOT EXISTS orders_total_idx ON orders (total)")',
        setup=ORDERS,
    ),
    Example(
        bad="""with op.get_context().autocommit_block():
    op.execute("CREATE INDEX CONCURRENTLY ON orders (total)")""",
        setup=ORDERS,
    ),
)


def check(migration: MigrationFile, project: Project) -> Iterator[Finding]:
    for event in migration.misbehaving(Verb.CREATE, "index"):
        if event.effect.unnamed:
            on = event.effect.on or "its table"
            yield finding(
                migration, project, event, __name__,
                f"this makes one more index on {on} each time it is run",
                "Give it a name, and use ensure.index or IF NOT EXISTS.",
            )  # fmt: skip
