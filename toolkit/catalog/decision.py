"""The decision table: what was declared, held against what was found."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from toolkit.catalog.declaration import Declaration, Name
from toolkit.findings import Change, Drift


class Verdict(StrEnum):
    """A row of the table."""

    ABSENT = "absent"
    EQUAL = "equal"
    BROKEN = "broken"
    LESS = "less"
    MORE = "more"
    DIFFERENT = "different"


@dataclass(frozen=True)
class Decision:
    """What one object came to. `sql` converges it; empty where there is nothing to do or no way.

    A decision that is neither EQUAL nor MORE and has no `sql` is drift.
    """

    verdict: Verdict
    declared: Declaration
    found: Declaration | None
    sql: tuple[str, ...] = ()
    ways_out: tuple[str, ...] = ()

    @classmethod
    def from_json(cls, one: Mapping[str, Any]) -> "Decision":
        """As decide.query tells it."""
        name, there = Name(*one["name"]), one["found"]
        declared = Declaration(one["kind"], name, one["definition"], one["valid"])
        found = there and Declaration(
            there["kind"], name._replace(name=there["name"]), there["definition"], there["valid"]
        )
        return cls(
            Verdict(one["verdict"]), declared, found, tuple(one["sql"]), tuple(one["ways_out"])
        )

    @property
    def converged(self) -> bool:
        return self.verdict in (Verdict.EQUAL, Verdict.MORE)

    @property
    def drifted(self) -> bool:
        return not self.converged and not self.sql

    def change(self) -> Change:
        """What running `sql` would do."""
        return Change(self.declared.subject, f"{self.verdict}: {'; '.join(self.sql)}")

    def drift(self) -> Drift:
        """Both definitions and the ways out."""
        found = str(self.found) if self.found else "nothing"
        return Drift(self.declared.subject, str(self.declared), found, self.ways_out)

    def note(self) -> str:
        """What is there beyond what was declared."""
        if self.found and self.found != self.declared:
            return f"{self.declared.subject} has more than is declared: {self.found}"
        return f"{self.declared.subject} is not declared: {self.found or self.declared}"
