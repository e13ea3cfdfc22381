"""What a worker does: one database after the other, in a process that has imported everything."""

import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from sqlalchemy import URL

from toolkit.bootstrap.run import bootstrap
from toolkit.database.failures import without_secret
from toolkit.errors import BugError, SettingsError, ToolkitError
from toolkit.findings import Outcome, Silence, Status, converged
from toolkit.report.redact import redact
from toolkit.services.external import ExternalPostgres
from toolkit.settings import Settings, current, load
from toolkit.setup.declared import blueprint
from toolkit.setup.expecting import expected
from toolkit.setup.fleet.tenants import Tenant
from toolkit.setup.hive import Hive

Say = Callable[[str], str]
WORST_FIRST = (Status.FAILED, Status.DRIFT, Status.PENDING, Status.CHANGED)
"""What the database came to is the first of these that one of its steps came to."""
ONE = Lock()
"""Alembic's `op` and `context` are one a process: a worker with more threads has them wait."""


@dataclass(frozen=True)
class Order:
    """A database to look at, with `plan`, or to bootstrap; `root` is the project's folder."""

    root: str
    tenant: Tenant
    plan: bool


@dataclass(frozen=True)
class Report:
    """What became of it, without anything secret. `bug` is the traceback of one of ours."""

    outcome: Outcome
    error: ToolkitError | None = None
    bug: str = ""

    @property
    def exit(self) -> int:
        return self.error.exit if self.error else 0 if converged([self.outcome]) else 1


@dataclass
class Heard(Silence):
    """Keeps what each step came to."""

    outcomes: list[Outcome] = field(default_factory=list)

    def finished(self, outcome: Outcome) -> None:
        self.outcomes.append(outcome)


def work(order: Order) -> Report:
    """Raises nothing: what went wrong is in the report."""
    with ONE:
        begun, heard = time.perf_counter(), Heard()
        say: Say = redact
        error, bug = None, ""
        try:
            url = order.tenant.url(current())
            say = _without(url)
            _bootstrap(order, url, heard)
        except ToolkitError as caught:
            error = _said(caught, say)
        except Exception as caught:
            error, bug = _bug(caught, say), say(traceback.format_exc())
        spent = time.perf_counter() - begun
        return Report(_outcome(order.tenant.name, spent, heard, error, say), error, bug)


def lost(tenant: Tenant, why: str) -> Report:
    """Of a database whose worker is gone, or never was there."""
    error = ToolkitError(
        f"no worker brought {tenant.name} to an end",
        why=redact(why),
        state="What was under way there was rolled back, or is seen the next time.",
        next="The same command goes on from here",
    )
    return Report(Outcome(tenant.name, Status.FAILED, notes=_notes(error)), error)


def _bootstrap(order: Order, url: URL, heard: Heard) -> None:
    """As of any server that somebody gave us."""
    settings = _settings(order.root)
    text = url.set(drivername="postgresql").render_as_string(hide_password=False)
    urls = {"DATABASE_URL": text}
    hive = Hive(settings, "external", heard, ExternalPostgres(text), None, urls)
    bootstrap(
        hive.target(),
        blueprint(hive),
        plan=order.plan,
        listener=heard,
        deadline=settings.deadline,
        expect=None if order.plan else expected(hive),
    )


def _settings(root: str) -> Settings:
    if not Path(root).is_dir():
        raise SettingsError(
            f"a worker does not have the project's folder {root}",
            next="Have the project in the same folder on every machine, as one image has it",
        )
    return load(Path(root)).settings


def _without(url: URL) -> Say:
    return lambda text: redact(without_secret(text, url))


def _said(error: ToolkitError, say: Say) -> ToolkitError:
    """The same, without what it was raised from."""
    parts = {"why": error.why, "state": error.state, "next": error.next}
    return type(error)(say(error.what), **{key: say(text) for key, text in parts.items()})


def _bug(caught: Exception, say: Say) -> ToolkitError:
    return BugError(
        "this is a bug in the toolkit",
        why=say(f"{type(caught).__name__}: {caught}".splitlines()[0]),
        state="What was done before stays.",
        next="Report it with the traceback in the log",
    )


def _outcome(
    name: str, spent: float, heard: Heard, error: ToolkitError | None, say: Say
) -> Outcome:
    """All steps and checks as one."""
    there = {one.status for one in heard.outcomes} | ({Status.FAILED} if error else set())
    status = next((one for one in WORST_FIRST if one in there), Status.UNCHANGED)
    changes = tuple(say(change) for one in heard.outcomes for change in one.changes)
    notes = _notes(error) if error else tuple(say(note) for note in _noted(heard.outcomes))
    return Outcome(name, status, spent, changes, notes)


def _noted(outcomes: list[Outcome]) -> Iterator[str]:
    for one in outcomes:
        yield from (f"{one.name}: {note}" for note in one.notes)


def _notes(error: ToolkitError) -> tuple[str, ...]:
    said = (("why", error.why), ("state", error.state), ("next", error.next))
    return (error.what, *(f"{label}: {text}" for label, text in said if text))
