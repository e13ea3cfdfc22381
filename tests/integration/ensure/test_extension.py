"""`ensure.extension`: there, absent, elsewhere, and by a role that may not."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext

from toolkit import ensure
from toolkit.errors import DeniedError, DriftError

Twice = Callable[[sa.Connection, Callable[[], object]], Any]


def test_absent_and_equal(inside: sa.Connection, once_is_twice: Twice) -> None:
    once_is_twice(inside, lambda: ensure.extension("pg_trgm"))


def test_in_a_schema_and_elsewhere(inside: sa.Connection, once_is_twice: Twice) -> None:
    inside.exec_driver_sql('CREATE SCHEMA "o o"')
    once_is_twice(inside, lambda: ensure.extension("pg_trgm", schema="o o"))
    ensure.extension("pg_trgm")
    with pytest.raises(DriftError, match="in schema o o"):
        ensure.extension("pg_trgm", schema="public")


def test_who_may_not_gets_the_sql_and_who_need_not_gets_nothing(
    committing: sa.Connection, database: sa.URL
) -> None:
    role = f"r_{uuid.uuid4().hex[:8]}"
    committing.exec_driver_sql(f"CREATE ROLE {role} LOGIN PASSWORD 'x'")
    ensure.extension("pg_trgm")
    committing.commit()
    engine = sa.create_engine(database.set(username=role, password="x"), poolclass=sa.NullPool)
    with engine.connect() as connection, Operations.context(MigrationContext.configure(connection)):
        ensure.extension("pg_trgm")
        with pytest.raises(DeniedError) as caught:
            ensure.extension("vector")
    assert 'CREATE EXTENSION "vector";' in caught.value.next
    committing.exec_driver_sql(f"DROP ROLE {role}")
    committing.commit()
