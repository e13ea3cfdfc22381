"""How an example is run: its own module, in its folder, by the Python that runs us."""

import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from toolkit import process
from toolkit.errors import ExampleError
from toolkit.process import Completed
from toolkit.seeding.examples import Example
from toolkit.settings import current

NEEDS = ("dbos", "pydantic_ai")


def lacking() -> str:
    """What its Python lacks of the extra `agents`, "" if nothing."""
    return ", ".join(name for name in NEEDS if find_spec(name) is None)


def command(example: Example, urls: Mapping[str, str]) -> tuple[list[str], dict[str, str]]:
    """Its arguments and whole environment; ExampleError where the extra is not installed."""
    if lacking():
        raise ExampleError(
            f"{example.name} needs {lacking()}",
            why="the extra `agents` is not installed here",
            state="Nothing was run.",
            next="pip install 'hive-toolkit[agents]'",
        )
    python = [sys.executable, *example.arguments]
    return python, {**current(), **urls, "PYTHONPATH": "src"}


def run(example: Example, project: Path, urls: Mapping[str, str], *words: str) -> Completed:
    """Run it to its end; what it printed."""
    python, environment = command(example, urls)
    return process.run(*python, *words, cwd=project, env=environment, check=False)
