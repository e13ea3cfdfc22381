"""The examples there are, in the order in which one reads them."""

from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.errors import UsageError


@dataclass(frozen=True)
class Example:
    """What it teaches and how long that takes; `arguments` are Python's, run in its folder."""

    name: str
    teaches: str
    takes: str
    arguments: Sequence[str]


EXAMPLES = (
    Example(
        "hello-world",
        "an agent plans, codes, tests in a sandbox, repairs and commits; a kill loses nothing",
        "10 minutes",
        ("-m", "hello_world"),
    ),
    Example(
        "team",
        "planner, coders, reviewer, tester and a merge queue: several workers on one database",
        "20 minutes",
        ("-m", "team", "run"),
    ),
    Example(
        "tutorial",
        "a librarian in eight steps: request, tools, tests, sandbox, durable, queue, memory, model",
        "1 hour",
        ("-m", "librarian"),
    ),
    Example(
        "integrations",
        "hooks, CI, a gate for migrations, a kill test, deployment: all of it run, not only parsed",
        "20 minutes",
        ("scripts/rehearse.py",),
    ),
)


def named(name: str) -> Example:
    """The one of that name; UsageError."""
    for example in EXAMPLES:
        if example.name == name:
            return example
    raise UsageError(
        f"there is no example {name}",
        why=f"there is {', '.join(one.name for one in EXAMPLES)}",
        next="invoke seed",
    )
