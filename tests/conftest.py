"""Real servers for the tests: one PostgreSQL a session, one database a test."""

import shutil
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import settings

from toolkit.services import ports
from toolkit.services.embedded.postgres import EmbeddedPostgres
from toolkit.setup import run_folder

# A slow machine is no failure.
settings.register_profile("sample", deadline=None, max_examples=100)
settings.register_profile("full", deadline=None, max_examples=2000)
settings.load_profile("sample")


@pytest.fixture(scope="session")
def server() -> Iterator[sa.URL]:
    """A superuser's URL on the maintenance database of a server of our own."""
    folder = Path(tempfile.mkdtemp(prefix="hive-test-", dir=run_folder.place()))
    postgres = EmbeddedPostgres(
        state=folder / "postgres",
        port=ports.free()[0],
        database="hive_test",
        role="hive_test",
        password=uuid.uuid4().hex,
        options=("fsync=off", "max_connections=200"),
    )
    try:
        postgres.start(60)
        yield postgres.admin_url()
    finally:
        postgres.stop()
        shutil.rmtree(folder)


@pytest.fixture
def database(server: sa.URL) -> Iterator[sa.URL]:
    """An empty database of the test's own, as superuser."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql(f'CREATE DATABASE "{name}"')
        yield server.set(database=name)
        connection.exec_driver_sql(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def connection(database: sa.URL) -> Iterator[sa.Connection]:
    """A connection to the test's own database; commit as you like."""
    engine = sa.create_engine(database, poolclass=sa.NullPool)
    with engine.connect() as connection:
        yield connection


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--full"):
        settings.load_profile("full")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", help="every case of what is sampled otherwise")
