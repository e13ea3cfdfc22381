"""Every table, column, constraint, index and enum of the models is there, whole."""

from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import MetaData
from sqlalchemy.exc import DBAPIError

from toolkit.bootstrap.connections import Connections
from toolkit.bootstrap.steps.repair import decisions
from toolkit.catalog.decision import Decision, Verdict
from toolkit.database.sqlstate import message

WORDS = {
    Verdict.BROKEN: "is damaged",
    Verdict.ABSENT: "is missing",
    Verdict.LESS: "lacks something",
}


@dataclass(frozen=True)
class Models:
    models: tuple[MetaData, ...]
    name: ClassVar[str] = "models"

    def problem(self, here: Connections) -> str | None:
        try:
            wrong = [one for one in decisions(here, self.models) if not one.converged]
        except DBAPIError as error:
            return f"the models cannot be held against the catalog: {message(error)}"
        lines = [_line(one) for one in wrong]
        if any(one.sql for one in wrong):
            lines.append(
                "`invoke bootstrap --repair` mends what is damaged or missing, without loss"
            )
        return "\n".join(lines) or None


def _line(one: Decision) -> str:
    if one.drifted:
        return str(one.drift())
    return f"{one.declared.subject} {WORDS.get(one.verdict, one.verdict)}"
