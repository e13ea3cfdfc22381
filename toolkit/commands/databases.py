"""db.branch, db.list and db.prune: databases for the worktrees of a repository."""

import time
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from invoke.context import Context
from invoke.tasks import task

from toolkit.commands.answer import JSON, answering
from toolkit.findings import Outcome, Status

if TYPE_CHECKING:
    from toolkit.setup.branching import Branch


@task(help={"name": "What the database is to be called.", **JSON})
def branch(_: Context, name: str, json: bool = False) -> None:
    """Give this git worktree a database of its own, on the main worktree's server."""
    with answering("db.branch", json=json) as answer:
        from toolkit.database.trace import statements_logged
        from toolkit.setup.branching import branched

        begun = time.monotonic()
        with statements_logged():
            made, outcome = branched(answer.settings, name, answer)
        answer.finished(replace(outcome, seconds=time.monotonic() - begun))
        answer.extra["branch"] = asdict(made)
        answer.face.line(f"  {made.url}")
        answer.face.line(f"  used by what is typed in {made.worktree}: .env.local names it")
        answer.total()


@task(name="list", help=JSON)
def list_(_: Context, json: bool = False) -> None:
    """The branch databases of the repository's worktrees."""
    with answering("db.list", json=json) as answer:
        from toolkit.setup.branching import listed

        found = listed(answer.settings, answer)
        answer.extra["branches"] = [asdict(one) for one in found]
        for one in found:
            answer.finished(Outcome(one.name, Status.UNCHANGED, notes=_notes(one)))
        answer.total()


@task(help=JSON)
def prune(_: Context, json: bool = False) -> None:
    """Drop the branch databases whose worktree is gone."""
    with answering("db.prune", json=json) as answer:
        from toolkit.setup.branching import pruned

        for outcome in pruned(answer.settings, answer):
            answer.finished(outcome)
        answer.total()


def _notes(one: "Branch") -> tuple[str, ...]:
    gone = ("its worktree is gone: invoke db.prune",) if one.gone else ()
    return (f"{one.url}  {one.bytes / 2**20:.0f} MiB  for {one.worktree}", *gone)
