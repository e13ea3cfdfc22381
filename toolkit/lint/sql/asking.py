"""What is known where a condition stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any as Anything

from toolkit.lint.effects import All, Any, Asked, Unclear
from toolkit.lint.sql.facts import DATA
from toolkit.lint.sql.nodes import beneath

YES, NO = All(()), Any(())
NOBODY_KNOWS = Unclear()


@dataclass
class Answers:
    """What variables of PL/pgSQL hold: a truth each, or a text."""

    truths: dict[str, Asked] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)

    def copy(self) -> Answers:
        return Answers(dict(self.truths), dict(self.texts))


@dataclass(frozen=True)
class Asking:
    """A condition's surroundings: `rows` is the query that its `count(*)` is of."""

    answers: Answers
    rows: Asked = NOBODY_KNOWS


def unclear(node: Anything) -> Asked:
    return DATA if any(beneath(node, "RangeVar")) else NOBODY_KNOWS
