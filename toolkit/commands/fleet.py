"""fleet: many databases, each made what the project declares as `bootstrap` does it."""

import os
from collections import defaultdict
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from invoke.context import Context
from invoke.tasks import task

from toolkit.commands.answer import JSON, Answer, answering
from toolkit.errors import UsageError
from toolkit.findings import Outcome, Status, converged
from toolkit.report.json import failure
from toolkit.report.redact import hide

if TYPE_CHECKING:
    from toolkit.setup.fleet.crew import Crew
    from toolkit.setup.fleet.run import Fleet
    from toolkit.setup.fleet.tenants import Tenant
    from toolkit.setup.journal import Journal

NAMED = 3
"""Databases that a line of a plan names; --json names them all."""


@task(
    help={
        "urls": "A file with a URL a line, in which ${NAME} may stand for the password.",
        "plan": "Show what would change where, and change nothing.",
        "jobs": "How many at a time: as many as there are processors, or workers of the cluster.",
        "scheduler": "Have a Dask cluster do it: its scheduler's address.",
        **JSON,
    }
)
def fleet(
    _: Context,
    urls: str,
    plan: bool = False,
    jobs: int = 0,
    scheduler: str = "",
    json: bool = False,
) -> None:
    """Make each database of a file what the project declares."""
    with answering("fleet", json=json) as answer:
        from toolkit.setup.fleet.run import Fleet, declares, journaled

        file, root = Path(urls), answer.settings.root
        tenants = _tenants(file, scheduler)
        declared = declares(answer.settings)
        with _crew(answer, jobs, len(tenants), scheduler) as crew:
            one = Fleet(root, tenants, crew)
            if plan:
                with _told(answer, one):
                    _plan(answer, one)
            else:
                journal = journaled(root, file, declared, Briefly(answer))
                with journal as kept, _told(answer, one):
                    _bootstrap(answer, one, kept)


@dataclass(frozen=True)
class Briefly:
    """A Listener: a line for a database that changed, all of what is wrong with one."""

    answer: Answer

    def started(self, name: str) -> None:
        self.answer.started(name)

    def progress(self, text: str, done: int = 0, total: int = 0) -> None:
        self.answer.progress(text, done, total)

    def finished(self, outcome: Outcome) -> None:
        self.answer.outcomes.append(outcome)
        if outcome.status is not Status.UNCHANGED:
            self.answer.face.finished(outcome, brief=True)


def _tenants(file: Path, scheduler: str) -> "tuple[Tenant, ...]":
    from toolkit.setup.fleet.tenants import none_told, read

    tenants = read(file)
    hide(*(one.told for one in tenants))
    if scheduler:
        none_told(tenants)
    return tenants


def _crew(answer: Answer, jobs: int, most: int, scheduler: str) -> "AbstractContextManager[Crew]":
    from toolkit.setup.fleet.crew import cluster, processes

    if jobs < 0:
        raise UsageError(f"--jobs {jobs} is no number of processes", next="Leave it out")
    if scheduler:
        return cluster(scheduler, jobs, answer.settings.deadline)
    return processes(min(jobs or os.cpu_count() or 1, most))


def _plan(answer: Answer, fleet: "Fleet") -> None:
    fleet.plan(answer)
    _show(answer, fleet)
    for one in fleet.outcomes:
        if one.status is not Status.PENDING:
            Briefly(answer).finished(one)


def _bootstrap(answer: Answer, fleet: "Fleet", journal: "Journal") -> None:
    done = fleet.named(journal.completed)
    if journal.interrupted is not None:
        answer.face.heading(f"Resuming: {len(done)} of {len(fleet.tenants)} databases are done")
    fleet.plan(answer, done)
    _show(answer, fleet)
    fleet.bootstrap(journal, done)


def _show(answer: Answer, fleet: "Fleet") -> None:
    """The plan: databases to which the same would happen are told together. What is wrong with one
    is told for itself."""
    alike = defaultdict[Outcome, list[Outcome]](list)
    for one in fleet.outcomes:
        if one.status in (Status.PENDING, Status.UNCHANGED):
            alike[Outcome("", one.status, 0, one.changes, one.notes)].append(one)
    for what, group in alike.items():
        names = ", ".join(one.name for one in group[:NAMED])
        more = f" and {len(group) - NAMED} more" if len(group) > NAMED else ""
        head, seconds = f"plan of {len(group)}", sum(one.seconds for one in group)
        notes = (*what.notes, f"{names}{more}")
        answer.face.finished(Outcome(head, what.status, seconds, what.changes, notes))


@contextmanager
def _told(answer: Answer, fleet: "Fleet") -> Iterator[None]:
    """How it ended, also where ^C ended it."""
    try:
        yield
    finally:
        answer.outcomes += fleet.pending
        place = {tenant.name: number for number, tenant in enumerate(fleet.tenants)}
        answer.outcomes.sort(key=lambda one: place[one.name])
        answer.found = max((one.exit for one in fleet.reports.values()), default=0)
        answer.extra["failed"] = {
            name: failure(one.error) for name, one in fleet.reports.items() if one.error
        }
        good = sum(converged([one]) for one in answer.outcomes)
        answer.face.heading(f"{good} of {len(fleet.tenants)} databases are as declared")
        answer.total()
