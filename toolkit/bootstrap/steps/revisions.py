"""The project's migrations, up to the newest revision."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from toolkit.bootstrap.connections import Connections
from toolkit.database.migrations import Migrations
from toolkit.database.migrations_run import Step
from toolkit.findings import Change, Survey


@dataclass(frozen=True)
class Revisions:
    """A change is a revision: one transaction, one call of env.py."""

    migrations: Migrations
    steps: dict[str, Step] = field(default_factory=dict)
    name: ClassVar[str] = "migrations"
    together: ClassVar[bool] = False

    def survey(self, here: Connections) -> Survey:
        head = self.migrations.head  # told before anything is asked of the database
        if head and here.stamp is None and here.there():
            here.stamp = self.migrations.stamp(here.site)
        pending = self.migrations.pending(here.stamp.heads if here.stamp else ())
        self.steps.update({step.revision.revision: step for step in pending})
        here.revisions |= self.steps.keys()
        return Survey(tuple(_change(step) for step in pending))

    def apply(self, here: Connections, changes: Sequence[Change]) -> None:
        (change,) = changes
        self.migrations.upgrade(here.site, self.steps[change.subject])
        here.revisions.discard(change.subject)


def _change(step: Step) -> Change:
    revision, doc = step.revision.revision, (step.revision.doc or "").strip()
    return Change(revision, f"run revision {revision}{f' ({doc})' if doc else ''}")
