"""seed, examples.run, examples.watch and examples.release."""

import contextlib
import time
from collections.abc import Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from invoke.context import Context
from invoke.tasks import task

from toolkit import process
from toolkit.commands.answer import JSON, Answer, answering
from toolkit.commands.shell import rest
from toolkit.errors import UsageError
from toolkit.findings import Outcome, Status

if TYPE_CHECKING:
    from toolkit.seeding.examples import Example
    from toolkit.setup.hive import Hive


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


INTO = {"into": "The folder that it was seeded into; left out, the hive's own."}


@task(help={"name": "Which one.", **INTO})
def run(_: Context, name: str, into: str = "") -> None:
    """Run an example, seeded first if it is not there: examples.run --name NAME [-- ARGUMENTS]."""
    with answering("examples.run") as answer:
        from toolkit.seeding.examples import named
        from toolkit.seeding.seed import seed as make
        from toolkit.setup.opening import open_hive

        example, folder = named(name), _folder(answer, into)
        hive = open_hive(answer.settings, answer, make=False)
        hive.running()
        if not (folder / name).is_dir():
            answer.finished(make(example, folder))
        _become(answer, hive, example, folder, rest())


@task(help={"once": "Look once.", **INTO})
def watch(_: Context, into: str = "", once: bool = False) -> None:
    """See the example team at work: who does what, the queue, the last events."""
    with answering("examples.watch") as answer:
        from toolkit.seeding.examples import named
        from toolkit.setup.opening import open_hive

        folder = _folder(answer, into)
        if not (folder / "team").is_dir():
            raise UsageError(
                f"there is no example team in {folder}",
                next="invoke seed --name team --into FOLDER, then the same with --into FOLDER",
            )
        looking = replace(named("team"), arguments=("-m", "team", "watch"))
        hive = open_hive(answer.settings, answer, make=False)  # it shows that Redis is away, too
        _become(answer, hive, looking, folder, ["--once"] if once else [])


def _folder(answer: Answer, into: str) -> Path:
    from toolkit.setup.example import place

    return Path(into).expanduser().absolute() if into else place(answer.settings)


def _become(
    answer: Answer, hive: "Hive", example: "Example", folder: Path, words: Sequence[str]
) -> None:
    """The example's own program, in its folder and with the hive's URLs."""
    from toolkit.seeding.run import command

    python, environment = command(example, hive.whole())
    answer.face.close()
    with contextlib.chdir(folder / example.name):
        process.replace([*python, *words], environment)


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
