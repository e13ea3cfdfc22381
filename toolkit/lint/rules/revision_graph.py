"""The revisions of a project are a chain, or branches that meet. One that follows a revision that
is not there, one that comes after itself, two heads where there was one: `alembic upgrade head`
fails before the first statement.
"""

from collections.abc import Iterator

from toolkit.findings import Claim, Finding, Severity
from toolkit.lint.migration import MigrationFile
from toolkit.lint.project import Project
from toolkit.lint.rule import Example, of_file

EXAMPLES = (
    Example(
        bad="pass",
        head='down_revision = "gone"',
        why_not_executed="Alembic refuses the folder, before any upgrade()",
    ),
)


def check(migration: MigrationFile, project: Project) -> Iterator[Finding]:
    for message, remedy in _wrong(migration, project) if project.down_revisions else ():
        yield of_file(
            migration, "down_revision", __name__, Severity.ERROR, Claim.FIRST, message, remedy
        )


def _wrong(migration: MigrationFile, project: Project) -> Iterator[tuple[str, str]]:
    revision, down = migration.revision, migration.down_revision
    downs = down if isinstance(down, tuple | list) else [down]
    texts = (one for one in downs if isinstance(one, str))
    for gone in (one for one in texts if one not in project.down_revisions):
        yield f"it follows {gone}, which is not there", "Name one that is there."
    if revision in project.cyclic:
        yield "it comes after itself", "Take one down_revision out of the circle."
    if revision in project.forked:
        other = project.forked[revision]
        yield (
            f"{other} is a head beside it: the history forks",
            "Let one follow the other, or join them: alembic merge heads.",
        )
