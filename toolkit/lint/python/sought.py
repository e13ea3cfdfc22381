"""Those of a list that something holds for: what is missing, what is there."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from toolkit.lint.effects import Any as Some
from toolkit.lint.effects import Asked, Not
from toolkit.lint.python.questions import exists
from toolkit.lint.python.values import NOBODY_KNOWS, Listing, Question


@dataclass(eq=False)
class Sought:
    """Items, each with what was asked of it."""

    items: list[tuple[Any, Asked]]

    @property
    def asked(self) -> Asked:
        """Whether there is any."""
        return Some(tuple(asked for _, asked in self.items))


MISSING = frozenset({"difference", "__sub__"})
PRESENT = frozenset({"intersection", "__and__"})
OPERATORS = {ast.Sub: "__sub__", ast.BitAnd: "__and__"}


def among(names: Iterable[Any], listing: Listing, method: str) -> Any:
    """What a set makes of names and of what the database lists."""
    texts = [one for one in names if isinstance(one, str)]
    found = [(one, exists(listing, one)) for one in texts]
    if method == "issubset":
        return Question(Not(Some(tuple(Not(asked) for _, asked in found))))
    if method in MISSING:
        return Sought([(one, Not(asked)) for one, asked in found])
    return Sought(list(found)) if method in PRESENT else NOBODY_KNOWS
