"""A revision id is kept in a column of 32 characters: a longer one cannot be stamped, and the first
run fails at its very end.
"""

from collections.abc import Iterator

from toolkit.findings import Claim, Finding, Severity
from toolkit.lint.migration import MigrationFile
from toolkit.lint.project import Project
from toolkit.lint.rule import Example, of_file

LONGEST = 32
EXAMPLES = (
    Example(
        bad="pass",
        head='revision = "2026_11_23_orders_have_a_state_and_a_total"',
        why_not_executed="it is the stamp that fails, which upgrade() does not make",
    ),
)


def check(migration: MigrationFile, project: Project) -> Iterator[Finding]:
    length = len(migration.revision)
    if length > LONGEST:
        yield of_file(
            migration, "revision", __name__, Severity.ERROR, Claim.FIRST,
            f"the revision id has {length} characters, and alembic_version holds {LONGEST}",
            "Take a shorter one, here and in the down_revision of those that follow.",
        )  # fmt: skip
