"""From clone to proof: the stages behind setup-complete, journaled so that a kill is no loss."""

import time
from collections.abc import Callable, Sequence

from toolkit.bootstrap.run import bootstrap
from toolkit.database.trace import statements_logged
from toolkit.database.url import parse
from toolkit.errors import NotConvergedError, UsageError
from toolkit.findings import Listener, Outcome, Status, converged
from toolkit.settings import Loaded, Settings
from toolkit.setup import proof, state
from toolkit.setup.declared import blueprint
from toolkit.setup.doctor import ENGINE, doctor
from toolkit.setup.example import example
from toolkit.setup.expecting import expected
from toolkit.setup.hive import Hive
from toolkit.setup.journal import Journal
from toolkit.setup.opening import open_hive
from toolkit.setup.snapshotting import keeping


def journal(settings: Settings, listener: Listener, *, fresh: bool = False) -> Journal:
    """The journal of this checkout; with `fresh`, the last run is forgotten."""
    path = state.folder(settings.root) / "journal.jsonl"
    if fresh:
        path.unlink(missing_ok=True)
    return Journal(path, listener)


def setup_complete(loaded: Loaded, journal: Journal, *, start_at: str = "") -> Hive:
    """Walk the stages from `start_at`; each converges, so what is done already is only verified.

    Every outcome is told to the journal's listener. Raises ToolkitError where a stage fails; drift
    or damage end the run as outcomes.
    """
    stages = _from(start_at)
    journal.begin()
    hive = open_hive(loaded.settings, journal, make=True)
    if _services not in stages:
        hive.running()
    with statements_logged():
        for stage in stages:
            if not converged(stage(loaded, hive)):
                break
    journal.done()
    return hive


def _from(name: str) -> Sequence["Stage"]:
    names = list(STAGES)
    if name and name not in names:
        raise UsageError(
            f"there is no step {name}",
            why=f"one can begin at {', '.join(names)}",
            state="Nothing was started or changed.",
            next=f"invoke setup-complete --from {names[0]}",
        )
    return list(STAGES.values())[names.index(name) if name else 0 :]


def _doctor(loaded: Loaded, hive: Hive) -> list[Outcome]:
    """One line for the whole machine, unless something is wrong with it. What is wrong with an
    engine, the services say themselves, each under its own code."""
    hive.listener.started("doctor")
    start = time.monotonic()
    looked = [one for one in doctor(loaded) if one.name != ENGINE]
    wrong = [one for one in looked if one.status is Status.FAILED]
    notes = tuple(note for one in wrong for note in one.notes)
    status = Status.FAILED if wrong else Status.UNCHANGED
    outcome = Outcome("doctor", status, time.monotonic() - start, notes=notes)
    hive.listener.finished(outcome)
    if wrong:
        raise NotConvergedError(
            f"this machine is not ready: {wrong[0].notes[0]}",
            why="; ".join(one.notes[0] for one in wrong[1:]),
            state="Nothing was started.",
            next=wrong[0].notes[1].removeprefix("fix: "),
        )
    return [outcome]


def _services(_: Loaded, hive: Hive) -> list[Outcome]:
    return hive.start()


def _bootstrap(loaded: Loaded, hive: Hive) -> list[Outcome]:
    with hive.watched():
        return bootstrap(
            hive.target(),
            blueprint(hive),
            keep=keeping(hive, "bootstrap"),
            listener=hive.listener,
            deadline=loaded.settings.deadline,
            expect=expected(hive),
        )


def _hello(loaded: Loaded, hive: Hive) -> list[Outcome]:
    with hive.watched():
        return proof.hello(loaded.settings, parse(hive.recorded("DATABASE_URL")), hive.listener)


def _proof(loaded: Loaded, hive: Hive) -> list[Outcome]:
    redis = hive.recorded("REDIS_URL") if hive.redis else None
    with hive.watched():
        url = parse(hive.recorded("DATABASE_URL"))
        return proof.prove(loaded.settings, url, redis, hive.listener)


def _example(loaded: Loaded, hive: Hive) -> list[Outcome]:
    return example(loaded.settings, hive, hive.listener)


Stage = Callable[[Loaded, Hive], list[Outcome]]
STAGES: dict[str, Stage] = {
    "doctor": _doctor,
    "services": _services,
    "bootstrap": _bootstrap,
    "hello": _hello,
    "proof": _proof,
    "example": _example,
}
