"""A migration in the hand: `ensure` works on a real connection as it does within `upgrade()`."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext

from toolkit.catalog.fingerprint import Fingerprint, fingerprint

Migrating = Callable[[], Iterator[None]]


@contextmanager
def migrating(connection: sa.Connection) -> Iterator[MigrationContext]:
    """`op` works on this connection."""
    context = MigrationContext.configure(connection)
    with Operations.context(context):
        yield context


@pytest.fixture
def inside(any_uncommitted: sa.Connection) -> Iterator[sa.Connection]:
    """Within a inside, in its transaction, on every server at hand."""
    with migrating(any_uncommitted):
        yield any_uncommitted


@pytest.fixture
def committing(connection: sa.Connection) -> Iterator[sa.Connection]:
    """Within a inside, in a database of the test's own."""
    with migrating(connection):
        yield connection


@pytest.fixture
def autocommitted(database: sa.URL) -> Iterator[sa.Connection]:
    """Within an autocommit block of a inside."""
    engine = sa.create_engine(database, poolclass=sa.NullPool)
    with (
        engine.connect() as connection,
        migrating(connection) as context,
        context.begin_transaction(),
        context.autocommit_block(),
    ):
        yield connection


@pytest.fixture
def once_is_twice() -> Callable[[sa.Connection, Callable[[], object]], Fingerprint]:
    """Run it; run it again; nothing may have changed."""

    def check(connection: sa.Connection, declare: Callable[[], object]) -> Fingerprint:
        declare()
        once = fingerprint(connection)
        declare()
        assert once.difference(fingerprint(connection)) == ""
        return once

    return check
