"""The seam of the bootstrap: a step says what is pending, and applies it."""

from collections.abc import Sequence
from typing import Protocol

from sqlalchemy import Connection

from toolkit.bootstrap.connections import Connections
from toolkit.catalog.decision import Decision
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


class Left(Protocol):
    """What the newest revision leaves, whoever knows that."""

    def decisions(self, here: Connections) -> Sequence[Decision]:
        """All of it, held against the catalog; ToolkitError where it cannot be told,
        NotConvergedError where the database is somewhere else."""
        ...

    def mend(self, connection: Connection, one: Decision) -> None:
        """All or nothing, in a transaction."""
        ...
