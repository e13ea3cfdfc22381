"""Runs on one server: each sees who takes part in the others."""

import uuid
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from toolkit.database import scratch


@pytest.fixture
def elsewhere(server: sa.URL, connection: sa.Connection) -> Iterator[list[sa.URL]]:
    """Two databases of a role that may not connect to the one where all runs meet."""
    role = f"test_{uuid.uuid4().hex[:12]}"
    names = [f"{role}_{number}" for number in range(2)]
    connection = connection.execution_options(isolation_level="AUTOCOMMIT")
    connection.exec_driver_sql(f"CREATE ROLE {role} LOGIN CREATEDB PASSWORD '{role}'")
    connection.exec_driver_sql("REVOKE CONNECT ON DATABASE postgres FROM PUBLIC")
    for name in names:
        connection.exec_driver_sql(f"CREATE DATABASE {name} OWNER {role}")
    yield [server.set(username=role, password=role, database=name) for name in names]
    for name in names:
        connection.exec_driver_sql(f"DROP DATABASE {name}")
    connection.exec_driver_sql("GRANT CONNECT ON DATABASE postgres TO PUBLIC")
    connection.exec_driver_sql(f"DROP ROLE {role}")


def test_runs_that_meet_in_different_databases_leave_each_other_alone(
    elsewhere: list[sa.URL],
) -> None:
    one, other = elsewhere
    owner = str(one.username)
    with scratch.joined(one, "0" * 12, owner) as part:
        part.template(lambda: None)
        with scratch.joined(other, "1" * 12, owner):
            pass
        with part.clone() as name:
            assert name.startswith("hive_test_000000000000_")
