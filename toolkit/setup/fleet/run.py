"""A fleet on its way: the plan of all, then whatever it found pending; journaled, so that a kill
is no loss."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from toolkit.database.migrations_models import nowhere
from toolkit.errors import LockedError
from toolkit.findings import Listener, Outcome, Silence, Status
from toolkit.recovery import ladder
from toolkit.report.log import logger
from toolkit.services import locks
from toolkit.settings import Settings
from toolkit.setup import references, state
from toolkit.setup.declared import declared
from toolkit.setup.fleet.crew import Crew
from toolkit.setup.fleet.handing import Hands
from toolkit.setup.fleet.tenants import Tenant
from toolkit.setup.fleet.worker import Order, Report
from toolkit.setup.journal import Journal

DONE = "done by the run that was interrupted"


@dataclass(frozen=True)
class Fleet:
    """The databases of a file, and by name what is known of each."""

    root: Path
    tenants: Sequence[Tenant]
    crew: Crew
    reports: dict[str, Report] = field(default_factory=dict)

    @property
    def outcomes(self) -> list[Outcome]:
        """What is known, in the file's order."""
        return [self.reports[one.name].outcome for one in self.tenants if one.name in self.reports]

    @property
    def pending(self) -> list[Outcome]:
        """What the plan found, of those to which nothing was done yet."""
        return [one for one in self.outcomes if one.status is Status.PENDING]

    def named(self, names: Iterable[str]) -> list[str]:
        """Those that the file still names, in its order."""
        known = set(names)
        return [one.name for one in self.tenants if one.name in known]

    def plan(self, listener: Listener, done: Sequence[str] = ()) -> None:
        """What would change where, but for those that are `done`; nothing is changed."""
        todo = {one.name for one in self.tenants}.difference(done)

        def hear(report: Report) -> None:
            self._keep(report)
            listener.progress("looking at every database", len(self.reports), len(todo))

        listener.started("plan")
        Hands(self.crew, Silence()).out(self._orders(todo, plan=True), hear)

    def bootstrap(self, journal: Journal, done: Sequence[str] = ()) -> None:
        """Whatever is pending; the journal hears of every database, also of those `done` before."""
        journal.begin()
        for name in done:
            journal.finished(Outcome(name, Status.UNCHANGED, notes=(DONE,)))
        for one in self.outcomes:
            if one.status is not Status.PENDING:
                journal.finished(one)

        def hear(report: Report) -> None:
            self._keep(report)
            journal.finished(report.outcome)

        todo = {one.name for one in self.pending}
        Hands(self.crew, journal).out(self._orders(todo, plan=False), hear)
        journal.done()

    def _orders(self, names: set[str], *, plan: bool) -> list[Order]:
        return [Order(str(self.root), one, plan) for one in self.tenants if one.name in names]

    def _keep(self, report: Report) -> None:
        self.reports[report.outcome.name] = report
        if report.bug:
            logger.error("%s: bug: %s", report.outcome.name, report.bug)


def declares(settings: Settings) -> str:
    """A digest of what the project declares; SettingsError, MigrationError where that is amiss."""
    beside = (settings.model_dump(), references.enums(settings), references.rows(settings))
    migrations = declared(settings, nowhere(settings.url_names)).migrations
    if migrations is None or migrations.head is None:
        return sha256(repr(beside).encode()).hexdigest()[:24]
    return ladder.key(migrations, beside)


@contextmanager
def journaled(root: Path, file: Path, declared: str, listener: Listener) -> Iterator[Journal]:
    """The journal of the file's fleet, which one run at a time has: LockedError. What had been done
    while the project declared something else is not done."""
    folder = state.folder(root) / "fleet"
    folder.mkdir(exist_ok=True)
    name = f"{file.stem}-{sha256(str(file.resolve()).encode()).hexdigest()[:8]}"
    claimed = locks.claim(folder / f"{name}.lock")
    if claimed is None:
        raise LockedError(
            f"the databases of {file} are being bootstrapped already",
            why="another command of this checkout is at them",
            state="Nothing was changed by this one.",
            next="wait for it to end, then run this again",
        )
    with claimed:
        yield Journal(folder / f"{name}.jsonl", listener, of=declared)
