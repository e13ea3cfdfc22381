"""Mend what a crash or a hand damaged, where it can be done without loss."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from sqlalchemy import Connection, MetaData

from toolkit.bootstrap.connections import Connections
from toolkit.bootstrap.step import Left
from toolkit.catalog.apply import apply
from toolkit.catalog.decision import Decision
from toolkit.catalog.models import decide_models
from toolkit.errors import NotConvergedError, ToolkitError
from toolkit.findings import Change, Survey

Mend = Callable[[Connection, Decision], None]


@dataclass(frozen=True)
class Repair:
    """What the models declare, and what the newest revision `left`: broken and missing objects.

    What cannot be mended does not keep the rest from it: it is a note here, and fails the check.
    """

    models: tuple[MetaData, ...]
    left: Left | None = None
    found: dict[str, tuple[Decision, Mend]] = field(default_factory=dict)
    name: ClassVar[str] = "repair"
    together: ClassVar[bool] = False

    def survey(self, here: Connections) -> Survey:
        self.found.clear()  # it may have been asked before, for a snapshot
        if here.revisions or not here.there():
            return Survey()
        try:
            left, unknown = self._left(here)
        except NotConvergedError as error:
            return Survey(notes=(f"nothing is mended: {error.what}",))
        told = {one.declared.subject for one in left}
        declared = sorted(decisions(here, self.models), key=_refers)
        both = [(one, apply) for one in declared if one.declared.subject not in told]
        decided = [*((one, self.left.mend) for one in left if self.left), *both]
        self.found.update({one.declared.subject: (one, by) for one, by in decided if one.sql})
        notes = (f"cannot be mended: {one.drift()}" for one, _ in decided if one.drifted)
        return Survey(
            tuple(_mending(one) for one, _ in self.found.values()), notes=(*unknown, *notes)
        )

    def apply(self, here: Connections, changes: Sequence[Change]) -> None:
        """One object, all or nothing; DriftError where rows are in the way."""
        (change,) = changes
        decision, by = self.found[change.subject]
        by(here.app, decision)
        here.app.commit()

    def _left(self, here: Connections) -> tuple[Sequence[Decision], tuple[str, ...]]:
        """What is wrong with it; or why that cannot be told. NotConvergedError where the database
        is at another revision than it says."""
        try:
            decided = self.left.decisions(here) if self.left else ()
        except NotConvergedError:
            raise
        except ToolkitError as error:
            return (), (f"what the revisions leave is not looked at: {error.what}",)
        return [one for one in decided if not one.converged], ()


def decisions(here: Connections, models: tuple[MetaData, ...]) -> list[Decision]:
    """Everything the models declare, held against the catalog; nothing is changed."""
    path = here.target.search_path
    try:
        return [one for data in models for one in decide_models(here.app, data, path)]
    finally:
        here.app.rollback()


def _refers(one: Decision) -> bool:
    """A foreign key comes after the keys that it may refer to."""
    return one.declared.kind == "constraint" and one.declared.definition.startswith("FOREIGN KEY")


def _mending(one: Decision) -> Change:
    return Change(one.declared.subject, f"mend {one.declared.subject}: {'; '.join(one.sql)}")
