"""Every table, column, constraint, index and enum of the models is there, whole."""

from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import MetaData
from sqlalchemy.exc import DBAPIError

from toolkit.bootstrap.connections import Connections
from toolkit.bootstrap.steps.repair import decisions
from toolkit.catalog.decision import Decision, Verdict
from toolkit.database.sqlstate import message
from toolkit.findings import Survey

WORDS = {
    Verdict.BROKEN: "is damaged",
    Verdict.ABSENT: "is missing",
    Verdict.LESS: "lacks something",
}
MEND = "`invoke bootstrap --repair` mends what is damaged or missing, without loss"


@dataclass(frozen=True)
class Models:
    models: tuple[MetaData, ...]
    name: ClassVar[str] = "models"

    def problem(self, here: Connections) -> str | Survey | None:
        try:
            wrong = [one for one in decisions(here, self.models) if not one.converged]
        except DBAPIError as error:
            return f"the models cannot be held against the catalog: {message(error)}"
        damage = [_damage(one) for one in wrong if not one.drifted]
        if damage:
            damage.append(MEND)
        drift = tuple(one.drift() for one in wrong if one.drifted)
        notes = ("\n".join(damage),) if damage else ()
        return Survey(drift=drift, notes=notes) if wrong else None


def _damage(one: Decision) -> str:
    return f"{one.declared.subject} {WORDS.get(one.verdict, one.verdict)}"
