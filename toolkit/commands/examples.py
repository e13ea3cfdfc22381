"""seed, examples.run and examples.release."""

import contextlib
import time
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

from invoke.context import Context
from invoke.tasks import task

from toolkit import process
from toolkit.commands.answer import JSON, Answer, answering
from toolkit.commands.shell import rest
from toolkit.errors import UsageError
from toolkit.findings import Outcome, Status


@task(
    help={
        "name": "Which one; without, they are listed.",
        "into": "The folder in which its own folder is made.",
        "all": "All of them.",
        **JSON,
    }
)
def seed(_: Context, name: str = "", into: str = "", all: bool = False, json: bool = False) -> None:
    """Make an example project, or bring it up to date; what there is, without --name."""
    with answering("seed", json=json) as answer:
        from toolkit.seeding.examples import EXAMPLES, named

        if not name and not all:
            _list(answer)
            return
        if not into:
            raise UsageError(
                "where to is not said",
                next=f"invoke seed {'--all' if all else f'--name {name}'} --into FOLDER",
            )
        for example in EXAMPLES if all else (named(name),):
            from toolkit.seeding.seed import seed as make

            answer.started(example.name)
            begun = time.monotonic()
            outcome = make(example, Path(into).expanduser().absolute())
            answer.finished(replace(outcome, seconds=time.monotonic() - begun))
        answer.total()


def _list(answer: Answer) -> None:
    from toolkit.seeding.examples import EXAMPLES

    for one in EXAMPLES:
        answer.face.line(f"{one.name:<14} {one.takes:<11} {one.teaches}")
        entry = {"name": one.name, "takes": one.takes, "teaches": one.teaches}
        answer.extra.setdefault("examples", []).append(entry)
    answer.face.line()
    answer.face.line(f"Next: invoke seed --name {EXAMPLES[0].name} --into FOLDER")


@task(
    help={
        "name": "Which one.",
        "into": "The folder that it was seeded into; left out, the hive's own.",
    }
)
def run(_: Context, name: str, into: str = "") -> None:
    """Run an example, seeded first if it is not there: examples.run --name NAME [-- ARGUMENTS]."""
    with answering("examples.run") as answer:
        from toolkit.seeding.examples import named
        from toolkit.seeding.run import command
        from toolkit.seeding.seed import seed as make
        from toolkit.setup.example import place
        from toolkit.setup.opening import open_hive

        example = named(name)
        hive = open_hive(answer.settings, answer, make=False)
        hive.running()
        folder = Path(into).expanduser().absolute() if into else place(answer.settings)
        python, environment = command(example, hive.whole())
        if not (folder / name).is_dir():
            answer.finished(make(example, folder))
        answer.face.close()
        with contextlib.chdir(folder / name):
            process.replace([*python, *rest()], environment)


@task(help=JSON)
def release(_: Context, json: bool = False) -> None:
    """Take examples/ into the templates that are shipped, as this version of the toolkit."""
    with answering("examples.release", json=json) as answer:
        from toolkit.seeding.release import release as make

        folder, now = answer.settings.root / "examples", version("hive-toolkit")
        if not (folder / "copier.yml").is_file():
            raise UsageError(f"{folder} has no templates", next="git clone the toolkit itself")
        status = Status.CHANGED if make(folder, now) else Status.UNCHANGED
        changes = (f"release {now}",) if status is Status.CHANGED else ()
        answer.finished(Outcome("templates", status, changes=changes))
