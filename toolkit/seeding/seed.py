"""A new project from a template, whole or not at all; one that is there is brought up to date."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import copier

from toolkit.errors import ExampleError
from toolkit.findings import Outcome, Status
from toolkit.seeding.bundle import BUNDLE, laid, versions
from toolkit.seeding.examples import Example
from toolkit.seeding.git import git
from toolkit.seeding.update import ANSWERS, FAILURES, update


def seed(example: Example, into: Path, bundle: Path = BUNDLE) -> Outcome:
    """The example's project in the folder `into`. Seeded again it is unchanged, or updated.

    ExampleError where something else is in its place, or where it cannot be made.
    """
    project = into / example.name
    if (project / ANSWERS).is_file():
        return update(example, project, bundle)
    if project.exists() and (not project.is_dir() or any(project.iterdir())):
        raise ExampleError(
            f"{project} is there, and was not made from the template {example.name}",
            state="It is as it was.",
            next=f"invoke seed --name {example.name} --into ANOTHER-FOLDER",
        )
    if into.exists() and not into.is_dir():
        raise ExampleError(f"{into} is no folder", state="It is as it was.", next="Name another")
    with _draft(project) as draft:
        version = _rendered(example, draft, bundle)
        _recorded(draft, f"{example.name}, from the template {version}")
        draft.replace(project)
    change = f"make {project} from the template {version}"
    return Outcome(example.name, Status.CHANGED, changes=(change,))


@contextmanager
def _draft(project: Path) -> Iterator[Path]:
    """A folder beside it; where something fails, it is removed, and what was made above it."""
    above = [folder for folder in project.parents if not folder.exists()]
    draft = project.with_name(f".{project.name}.seeding")
    try:
        project.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(draft, ignore_errors=True)  # of a run that was killed
        yield draft
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        for folder in above:
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()
        raise


def _rendered(example: Example, draft: Path, bundle: Path) -> str:
    version = versions(bundle)[-1]
    try:
        copier.run_copy(
            laid(bundle),
            draft,
            data={"example": example.name},
            vcs_ref=f"v{version}",
            settings=copier.Settings(),
            defaults=True,
            quiet=True,
        )
    except FAILURES as error:
        raise ExampleError(
            f"the template {example.name} cannot be rendered",
            why=str(error),
            state="What was made of it is removed.",
            next="invoke doctor",
        ) from error
    return version


def _recorded(folder: Path, message: str) -> None:
    """One commit; where there are steps, one more and a tag for each: a page of `steps/` is also a
    patch, git passes over its text. What the template holds is what all of them come to."""
    git(folder, "init", "--quiet", "--initial-branch=main")
    pages = sorted(folder.glob("steps/*.md"))
    for page in reversed(pages):
        git(folder, "apply", "--reverse", page)
    _committed(folder, message)
    for number, page in enumerate(pages, 1):
        git(folder, "apply", page)
        _committed(folder, page.stem)
        git(folder, "tag", f"step-{number}")


def _committed(folder: Path, message: str) -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", message)
