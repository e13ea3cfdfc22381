"""How setup-complete ends: what runs where, what took how long, what to try next."""

import time

from toolkit.commands.answer import Answer
from toolkit.report.terminal import total
from toolkit.setup.hive import Hive

PROVEN = (
    ("invoke status", "what runs, and where"),
    ("invoke psql", "look into the database"),
    ("invoke seed", "example projects: agents that do something"),
    ("invoke bootstrap --plan", "what would change: nothing"),
)
UNPROVEN = (
    ("invoke bootstrap --plan", "what is not as declared, and the ways out"),
    ("invoke bootstrap --repair", "mend damage, without loss"),
    ("invoke logs", "what the services say"),
)


def resuming(step: str, completed: tuple[str, ...]) -> str:
    """Where the last run stopped; what it had done is verified, not believed."""
    where = f"at {step}" if step else "between two steps"
    return f"Resuming: the last run stopped {where}; {len(completed)} steps done are verified again"


def show(answer: Answer, hive: Hive) -> None:
    face = answer.face
    face.line()
    face.heading(f"{total(answer.outcomes)} in {time.monotonic() - answer.begun:.2f} s")
    slowest = max(answer.outcomes, key=lambda one: one.seconds)
    face.line(f"  slowest       {slowest.name}, {slowest.seconds:.2f} s")
    for key, url in hive.urls.items():
        face.line(f"  {key:<13} {url}")
    face.line("  secrets in    .env.local (yours to read, in no output)")
    face.line(f"  log           {answer.log}")
    face.line()
    face.heading("Try next")
    for command, what in UNPROVEN if answer.exit else PROVEN:
        face.line(f"  {command:<26} {what}")
