"""Tables in a transaction that nobody else sees, and what is in them afterwards."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
import sqlalchemy as sa

from toolkit.replay.rows.seed import Unseeded, seed

Seeded = Callable[..., tuple[Unseeded, ...]]
Rows = Callable[[str], Sequence[Sequence[Any]]]


@pytest.fixture
def seeded(any_uncommitted: sa.Connection) -> Seeded:
    """Run SQL, then seed: what could not be."""

    def run(sql: str, count: int = 3) -> tuple[Unseeded, ...]:
        any_uncommitted.exec_driver_sql(sql.replace("%", "%%"))
        return seed(any_uncommitted, count)

    return run


@pytest.fixture
def rows(any_uncommitted: sa.Connection) -> Rows:
    """What a query returns."""

    def run(sql: str) -> Sequence[Sequence[Any]]:
        return any_uncommitted.exec_driver_sql(sql.replace("%", "%%")).all()

    return run
