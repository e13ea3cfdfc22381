"""What rules know of the project around a migration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Project:
    """`transaction_per_migration` and `transactional` as env.py says; `alembic` and `sqlalchemy`
    are versions in use, () where they are not known; `down_revisions` of every revision."""

    transaction_per_migration: bool = False
    transactional: bool = True
    alembic: tuple[int, ...] = ()
    sqlalchemy: tuple[int, ...] = ()
    down_revisions: Mapping[str, Sequence[str]] = field(default_factory=dict)
