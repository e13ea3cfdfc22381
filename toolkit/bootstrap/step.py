"""The seam of the bootstrap: a step says what is pending, and applies it."""

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

    def apply(self, here: Connections, change: Change) -> None:
        """Make one change, whole or not at all; it is tried again after a lock_timeout."""
        ...


class Check(Protocol):
    """Something that only looks: None, or what is wrong."""

    @property
    def name(self) -> str: ...
    def problem(self, here: Connections) -> str | None: ...
