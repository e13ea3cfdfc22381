"""A newer template merged with what its user changed. What both changed is shown, not chosen."""

import re
from pathlib import Path

import copier
from copier.errors import CopierError

from toolkit.errors import ExampleError, NotConvergedError
from toolkit.findings import Outcome, Status
from toolkit.seeding.bundle import laid, versions
from toolkit.seeding.examples import Example
from toolkit.seeding.git import git

ANSWERS = ".copier-answers.yml"
BEGUN = ".git/hive-update"
"""Is there while an update is under way."""
FAILURES = (CopierError, ValueError, OSError)
"""What copier raises: of its own, of a wrong answer, of a git that failed."""


def version_of(project: Path) -> str:
    """The version of the template that the project was made from, or updated to."""
    found = re.search(r"^_commit: v(\S+)$", (project / ANSWERS).read_text("utf-8"), re.MULTILINE)
    return found[1] if found else ""


def update(example: Example, project: Path, bundle: Path) -> Outcome:
    """To the newest version, as a commit. NotConvergedError where edits and template meet,
    ExampleError where there are edits that are not committed."""
    notes = _aside(project)
    version, before = versions(bundle)[-1], version_of(project)
    if before == version:
        notes = (*notes, f"{project}, template {version}")
        return Outcome(example.name, Status.UNCHANGED, notes=notes)
    if git(project, "status", "--porcelain"):
        raise ExampleError(
            f"{project} has changes that are not committed",
            why=f"the template is {version}, the project was made from {before}",
            state="The project is as it was.",
            next=f"git -C {project} commit --all, then the same command",
        )
    (project / BEGUN).touch()
    _merged(project, version, bundle)
    _refuse_conflicts(project, version)
    git(project, "add", "--all")
    git(project, "commit", "--quiet", "--message", f"The template {version}")
    (project / BEGUN).unlink()
    change = f"update {project} from the template {before} to {version}"
    return Outcome(example.name, Status.CHANGED, changes=(change,), notes=notes)


def _aside(project: Path) -> tuple[str, ...]:
    """What an update that was killed left goes into the stash: edits made since may be in it."""
    begun = project / BEGUN
    if not begun.exists():
        return ()
    git(project, "add", "--all")  # what is unmerged cannot be stashed
    left = git(project, "status", "--porcelain")
    git(project, "stash", "push", "--quiet", "--message", "of an update that was killed")
    begun.unlink()
    return () if not left else (f"an update was killed; what it left is in git -C {project} stash",)


def _merged(project: Path, version: str, bundle: Path) -> None:
    """The tree was clean: where copier fails, what it did goes back to that."""
    laid(bundle)
    try:
        copier.run_update(
            project,
            vcs_ref=f"v{version}",
            settings=copier.Settings(),
            defaults=True,
            overwrite=True,
            quiet=True,
        )
    except BaseException as error:
        git(project, "reset", "--quiet", "--hard")
        git(project, "clean", "--quiet", "-d", "--force")
        (project / BEGUN).unlink()
        if not isinstance(error, FAILURES):
            raise
        raise ExampleError(
            f"{project} cannot be updated",
            why=str(error),
            state="The project is as it was.",
            next=f"Compare it with a new one: invoke seed --name {project.name} --into ELSEWHERE",
        ) from error


def _refuse_conflicts(project: Path, version: str) -> None:
    both = git(project, "diff", "--name-only", "--diff-filter=U").split()
    if both:
        (project / BEGUN).unlink()
        raise NotConvergedError(
            f"the template {version} and your edits meet in {', '.join(both)}",
            state="Both stand there, between conflict markers; the rest is merged.",
            next=f"git -C {project} diff; mend it, then git -C {project} commit --all",
        )
