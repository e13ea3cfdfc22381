"""CONCURRENTLY IF NOT EXISTS accepts an INVALID index: a run that died while it was built, or met a
duplicate, leaves one behind. The next run finds the name, skips it and stamps the revision; a
unique index that is INVALID lets duplicates in for ever.
"""

from collections.abc import Iterator
from dataclasses import replace

from toolkit.findings import Claim, Finding, Severity
from toolkit.lint.effects import Verb
from toolkit.lint.events import Came
from toolkit.lint.fixes.rebuilt import rebuilt
from toolkit.lint.fixes.unguarded import unguarded
from toolkit.lint.migration import MigrationFile
from toolkit.lint.project import Project
from toolkit.lint.rule import Example, called, found

ORDERS = "CREATE TABLE orders (total int)"
CRASH = "it needs a run that died; the test of that is by hand"
CHOICES = (
    "ensure.index(…, postgresql_concurrently=True), which builds an INVALID one again",
    "DROP INDEX CONCURRENTLY IF EXISTS before it: each run builds it anew",
)
EXAMPLES = (
    Example(
        bad="""with op.get_context().autocommit_block():
    op.create_index(
        "ix", "orders", ["total"], unique=True, postgresql_concurrently=True, if_not_exists=True
    )""",
        good="""with op.get_context().autocommit_block():
    ensure.index(
        "ix", "orders", ["total"], unique=True, postgresql_concurrently=True
    )""",
        setup=ORDERS,
        why_not_executed=CRASH,
    ),
    Example(
        bad="""with op.get_context().autocommit_block():
    op.execute("CREATE INDEX CONCURRENTLY IF NOT EXISTS ix ON orders (total)")""",
        good="""with op.get_context().autocommit_block():
    op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix")
    op.execute("CREATE INDEX CONCURRENTLY IF NOT EXISTS ix ON orders (total)")""",
        setup=ORDERS,
        why_not_executed=CRASH,
    ),
)


def check(migration: MigrationFile, project: Project) -> Iterator[Finding]:
    if "indisvalid" in migration.text:
        return  # it looks itself
    for event in migration.ran.events:
        effect = event.effect
        index = effect.verb is Verb.CREATE and effect.name.kind == "index"
        # dropped before, it would be built anew
        by_name = effect.guarded and not effect.compared and event.again is Came.SAME
        if index and effect.concurrently and by_name:
            said = found(
                migration, event, __name__,
                f"{called(effect.name)} is accepted too where a run that died left it INVALID",
                "Use ensure.index, or drop it before, if it exists.",
                Severity.WARNING, Claim.CRASH,
                unguarded(migration, event, project) or rebuilt(migration, event),
            )  # fmt: skip
            yield said if said.fix else replace(said, choices=CHOICES)
