"""CONCURRENTLY, and what else makes its own transactions, cannot run within one: Alembic opens one
around each revision, so that the first run fails. It has to be left, by an autocommit block.

A COMMIT that is executed as SQL leaves it with psycopg2, but neither with psycopg 3 nor asyncpg.
"""

from collections.abc import Iterator
from dataclasses import replace

from toolkit.findings import Claim, Finding, Severity
from toolkit.lint.effects import Verb
from toolkit.lint.events import Came
from toolkit.lint.migration import MigrationFile
from toolkit.lint.project import Project
from toolkit.lint.rule import Example, called, found

INDEXED = "CREATE TABLE orders (total int); CREATE INDEX ix_id ON orders (total)"
CHOICES = (
    "with op.get_context().autocommit_block(): what is in it is durable before the stamp is",
    "without CONCURRENTLY: the table is locked meanwhile",
    "a revision of its own, so that nothing else is left half done",
)
EXAMPLES = (
    Example(
        bad='op.create_index("ix_total", "orders", ["total"], postgresql_concurrently=True)',
        good="""with op.get_context().autocommit_block():
    ensure.index("ix_total", "orders", ["total"], postgresql_concurrently=True)""",
        setup=INDEXED,
    ),
    Example(
        bad='op.execute("CREATE INDEX CONCURRENTLY IF NOT EXISTS ix_total ON orders (total)")',
        good="""with op.get_context().autocommit_block():
    ensure.index("ix_total", "orders", ["total"], postgresql_concurrently=True)""",
        setup=INDEXED,
    ),
    Example(
        bad='op.drop_index("ix_id", postgresql_concurrently=True, if_exists=True)',
        good="""with op.get_context().autocommit_block():
    ensure.no_index("ix_id", postgresql_concurrently=True)""",
        setup=INDEXED,
    ),
    Example(
        bad='op.execute("REINDEX INDEX CONCURRENTLY ix_id")',
        good="""with op.get_context().autocommit_block():
    op.execute("REINDEX INDEX CONCURRENTLY ix_id")""",
        setup=INDEXED,
    ),
)


def check(migration: MigrationFile, project: Project) -> Iterator[Finding]:
    left = not project.transactional
    for event in migration.ran.events:
        if event.effect.verb is Verb.COMMIT and event.text:
            left = True
        inside = event.effect.concurrently and not event.autocommit and not left
        if inside and event.first is not None and event.first is not Came.FAILS:
            said = found(
                migration, event, __name__,
                f"{called(event.effect.name)}: this cannot run within a transaction",
                "Put it into `with op.get_context().autocommit_block():`.",
                Severity.ERROR, Claim.FIRST,
            )  # fmt: skip
            yield replace(said, choices=CHOICES)
