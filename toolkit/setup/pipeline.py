"""From clone to proof: the stages behind setup-complete, journaled so that a kill is no loss."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from toolkit.bootstrap.run import bootstrap
from toolkit.database.trace import statements_logged
from toolkit.database.url import parse
from toolkit.errors import NotConvergedError, UsageError
from toolkit.findings import Listener, Outcome, Status
from toolkit.settings import Loaded, Settings
from toolkit.setup import proof, state
from toolkit.setup.declared import blueprint
from toolkit.setup.doctor import doctor
from toolkit.setup.hive import Hive, open_hive
from toolkit.setup.journal import Journal


@dataclass(frozen=True)
class Run:
    """What a finished run came to: the hive, and every outcome in order."""

    hive: Hive
    outcomes: list[Outcome]


def journal(settings: Settings, listener: Listener, *, fresh: bool = False) -> Journal:
    """The journal of this checkout; with `fresh`, the last run is forgotten."""
    path = state.folder(settings.root) / "journal.jsonl"
    if fresh:
        path.unlink(missing_ok=True)
    return Journal(path, listener)


def setup_complete(loaded: Loaded, journal: Journal, *, start_at: str = "") -> Run:
    """Walk the stages from `start_at`; each converges, so what is done already is only verified.

    Raises ToolkitError where a stage fails; drift or damage end the run as outcomes.
    """
    names = [name for name, _ in STAGES]
    if start_at and start_at not in names:
        raise UsageError(f"there is no step {start_at}", next=f"--from {' | '.join(names)}")
    first = names.index(start_at) if start_at else 0
    journal.begin()
    hive = open_hive(loaded.settings, journal, make=True)
    outcomes: list[Outcome] = []
    with statements_logged():
        for _, stage in STAGES[first:]:
            outcomes += stage(loaded, hive)
            if not good(outcomes):
                break
    journal.done()
    return Run(hive, outcomes)


def good(outcomes: list[Outcome]) -> bool:
    return all(one.status in (Status.UNCHANGED, Status.CHANGED) for one in outcomes)


def _doctor(loaded: Loaded, hive: Hive) -> list[Outcome]:
    """One line for the whole machine, unless something is wrong with it."""
    hive.listener.started("doctor")
    start = time.monotonic()
    found = doctor(loaded)
    wrong = [one for one in found if one.status is Status.FAILED]
    spent = time.monotonic() - start
    status = Status.FAILED if wrong else Status.UNCHANGED
    notes = tuple(note for one in wrong for note in one.notes)
    hive.listener.finished(Outcome("doctor", status, spent, notes=notes))
    if wrong:
        raise NotConvergedError(
            f"this machine is not ready: {wrong[0].notes[0]}",
            why="; ".join(one.notes[0] for one in wrong[1:]),
            state="Nothing was started or changed.",
            next=wrong[0].notes[1].removeprefix("fix: "),
        )
    return [Outcome("doctor", status, spent)]


def _services(_: Loaded, hive: Hive) -> list[Outcome]:
    return hive.start()


def _bootstrap(loaded: Loaded, hive: Hive) -> list[Outcome]:
    return bootstrap(
        hive.target(),
        blueprint(hive),
        listener=hive.listener,
        deadline=loaded.settings.deadline,
    )


def _hello(loaded: Loaded, hive: Hive) -> list[Outcome]:
    return proof.hello(loaded.settings, parse(hive.recorded("DATABASE_URL")), hive.listener)


def _proof(loaded: Loaded, hive: Hive) -> list[Outcome]:
    redis = hive.recorded("REDIS_URL") if hive.redis else None
    return proof.prove(loaded.settings, parse(hive.recorded("DATABASE_URL")), redis, hive.listener)


Stage = Callable[[Loaded, Hive], list[Outcome]]
STAGES: tuple[tuple[str, Stage], ...] = (
    ("doctor", _doctor),
    ("services", _services),
    ("bootstrap", _bootstrap),
    ("hello", _hello),
    ("proof", _proof),
)
