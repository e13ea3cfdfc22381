"""The seam of the bootstrap: a step says what is pending, and applies it."""

from typing import Protocol

from toolkit.database.target import Target
from toolkit.findings import Change, Survey


class Step(Protocol):
    """One part of the bootstrap."""

    @property
    def name(self) -> str: ...
    def survey(self, target: Target) -> Survey:
        """What is pending, drifted or more than declared; reads only."""
        ...

    def apply(self, target: Target, change: Change) -> None: ...


class Check(Protocol):
    """Something that only looks: None, or what is wrong."""

    @property
    def name(self) -> str: ...
    def problem(self, target: Target) -> str | None: ...
