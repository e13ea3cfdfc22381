"""The seam of an experiment: a module of this folder, listed in its `__init__`."""

from typing import Protocol

from toolkit.replay.world import Bench


class Experiment(Protocol):
    """Tries one thing on one revision."""

    @property
    def NAME(self) -> str: ...  # noqa: N802 (a module's constant)

    def run(self, bench: Bench) -> str | None:
        """A word beside the proof, or None; RefutedError, NotRunError."""
        ...
