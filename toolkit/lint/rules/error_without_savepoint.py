"""`try … except` around a statement does not make it harmless: PostgreSQL has aborted the
transaction when it failed, and everything after it fails too, Alembic's stamp at the latest. Only
a savepoint around the statement helps.
"""

from collections.abc import Iterator
from dataclasses import replace

from toolkit.findings import Claim, Finding, Severity
from toolkit.lint.guards import flag
from toolkit.lint.migration import MigrationFile
from toolkit.lint.project import Project
from toolkit.lint.rule import Example, found

CHOICES = (
    "its twin in ensure, without try: it looks first, and another definition is not taken for it",
    "with op.get_bind().begin_nested(): around it, within try: whatever fails is passed over",
)
EXAMPLES = (
    Example(
        bad="""try:
    op.create_table("orders", sa.Column("id", sa.Integer))
except Exception:
    pass""",
        good="""ensure.table("orders", sa.Column("id", sa.Integer))""",
    ),
    Example(
        bad="""try:
    op.execute("CREATE TYPE state AS ENUM ('open')")
except sa.exc.ProgrammingError:
    print("there already")""",
        good="""try:
    with op.get_bind().begin_nested():
        op.execute("CREATE TYPE state AS ENUM ('open')")
except sa.exc.ProgrammingError:
    print("there already")""",
    ),
    Example(
        bad="""try:
    op.drop_column("orders", "total")
except Exception:
    pass""",
        good="""ensure.no_column("orders", "total")""",
        setup="CREATE TABLE orders (id int, total int)",
    ),
)


def check(migration: MigrationFile, project: Project) -> Iterator[Finding]:
    for event in migration.pretending:
        if not flag(event) and project.transactional:
            said = found(
                migration, event, __name__,
                "its error is caught, but has ended the transaction: all that follows fails too",
                "Put it into `with op.get_bind().begin_nested():`, or use its twin in ensure.",
                Severity.ERROR, Claim.RERUN,
            )  # fmt: skip
            yield replace(said, choices=CHOICES)
