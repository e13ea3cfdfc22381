"""Mend what a crash or a hand damaged, where it can be done without loss."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from sqlalchemy import MetaData

from toolkit.bootstrap.connections import Connections
from toolkit.catalog.apply import apply
from toolkit.catalog.decision import Decision
from toolkit.catalog.models import decide_models
from toolkit.findings import Change, Survey


@dataclass(frozen=True)
class Repair:
    """INVALID indexes, NOT VALID constraints, missing indexes, constraints and comments.

    What cannot be mended does not keep the rest from it: it is a note here, and fails the check.
    """

    models: tuple[MetaData, ...]
    found: dict[str, Decision] = field(default_factory=dict)
    name: ClassVar[str] = "repair"
    together: ClassVar[bool] = False

    def survey(self, here: Connections) -> Survey:
        if here.revisions or not here.there():
            return Survey()
        decided = decisions(here, self.models)
        self.found.update({one.declared.subject: one for one in decided if one.sql})
        return Survey(
            tuple(_mending(one) for one in sorted(self.found.values(), key=_refers)),
            notes=tuple(f"cannot be mended: {one.drift()}" for one in decided if one.drifted),
        )

    def apply(self, here: Connections, changes: Sequence[Change]) -> None:
        """One object, all or nothing; DriftError where rows are in the way."""
        (change,) = changes
        apply(here.app, self.found[change.subject])
        here.app.commit()


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
