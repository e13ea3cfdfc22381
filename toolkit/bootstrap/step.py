"""The seam of the bootstrap: a step says what is pending, and applies it."""

from collections.abc import Sequence
from typing import Protocol

from toolkit.bootstrap.connections import Connections
from toolkit.findings import Change, Survey


class Step(Protocol):
    """One part of the bootstrap."""

    @property
    def name(self) -> str: ...
    def survey(self, here: Connections) -> Survey:
        """What is pending, drifted or more than declared; reads only."""
        ...

    @property
    def together(self) -> bool:
        """Whether all changes make one transaction (each commit waits for the disk)."""
        ...

    def apply(self, here: Connections, changes: Sequence[Change]) -> None:
        """Make them, all or none; tried again after a lock_timeout. One, unless `together`."""
        ...


class Check(Protocol):
    """Something that only looks."""

    @property
    def name(self) -> str: ...
    def problem(self, here: Connections) -> str | Survey | None:
        """None, or what is wrong; in a survey where drift is to be told from what fails."""
        ...
