"""What rules know of the project around a migration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from toolkit.lint import history


@dataclass(frozen=True)
class Project:
    """`transaction_per_migration` and `transactional` as env.py says; `alembic` and `sqlalchemy`
    are versions in use, () where they are not known; `down_revisions` of every revision, and the
    `labels` that some add to enum types; `fix_style` is how fixes are written: with `ensure`, or
    with what Alembic has. `downgrade`: that function is looked at too."""

    transaction_per_migration: bool = False
    transactional: bool = True
    alembic: tuple[int, ...] = ()
    sqlalchemy: tuple[int, ...] = ()
    down_revisions: Mapping[str, Sequence[str]] = field(default_factory=dict)
    fix_style: str = "ensure"
    labels: Mapping[str, frozenset[str]] = field(default_factory=dict)
    downgrade: bool = False

    @cached_property
    def forked(self) -> Mapping[str, str]:
        """Heads that have something in common with another head, and which that is."""
        return history.forked(self.down_revisions)

    @cached_property
    def cyclic(self) -> frozenset[str]:
        """Revisions that come after themselves."""
        return history.cyclic(self.down_revisions)
