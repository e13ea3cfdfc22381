"""The example with which setup-complete ends: seeded and run once, then verified."""

import time
from dataclasses import replace
from pathlib import Path

from toolkit.errors import ExampleError
from toolkit.findings import Listener, Outcome, Status
from toolkit.seeding.examples import Example, named
from toolkit.seeding.git import git
from toolkit.seeding.run import lacking, run
from toolkit.settings import Settings
from toolkit.setup import state
from toolkit.setup.hive import Hive


def place(settings: Settings) -> Path:
    """The folder of this hive's own examples."""
    return state.folder(settings.root) / "examples"


def example(settings: Settings, hive: Hive, listener: Listener) -> list[Outcome]:
    """One outcome; none where the project names no example."""
    if not settings.example:
        return []
    listener.started("example")
    begun = time.monotonic()
    found = _outcome(named(settings.example), place(settings), hive)
    outcome = replace(found, seconds=time.monotonic() - begun)
    listener.finished(outcome)
    return [outcome]


def _outcome(one: Example, into: Path, hive: Hive) -> Outcome:
    """A run that was killed goes on; what ended is only looked at."""
    if lacking():
        note = f"skipped, {one.name} lacks {lacking()}: pip install 'hive-toolkit[agents]'"
        return Outcome("example", Status.UNCHANGED, notes=(note,))
    project = into / one.name
    made = () if project.is_dir() else _seeded(one, into)
    commit = _commit(project)
    if commit and not made:
        return Outcome("example", Status.UNCHANGED, notes=(f"{one.name} has committed {commit}",))
    return Outcome("example", Status.CHANGED, changes=(*made, _run(one, project, hive)))


def _seeded(one: Example, into: Path) -> tuple[str, ...]:
    from toolkit.seeding.seed import seed  # copier takes long to import, and once is enough

    return seed(one, into).changes


def _run(one: Example, project: Path, hive: Hive) -> str:
    done = run(one, project, hive.whole())
    if done.returncode != 0:
        raise ExampleError(
            f"{one.name} did not come to its end",
            why=(done.stderr or done.stdout).strip(),
            state="The hive itself is proven.",
            next=f"invoke examples.run --name {one.name}",
        )
    return f"run {one.name}: {done.stdout.splitlines()[-1]}"


def _commit(project: Path) -> str:
    """The last commit in a room of it, "" where none came to its end."""
    rooms = sorted(project.glob("rooms/*/repository/.git"))
    return git(rooms[0].parent, "log", "--all", "--oneline", "--max-count=1") if rooms else ""
