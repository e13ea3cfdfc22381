"""Every PostgreSQL at hand: the embedded one and, where it is installed, Debian's 15."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from tenacity import retry, stop_after_delay, wait_fixed

BINARIES = Path("/usr/lib/postgresql/15/bin")


@pytest.fixture(autouse=True)
def imported(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What a test imports from its project is not the next one's: a command is a new process."""
    yield
    ours = str(tmp_path_factory.getbasetemp())
    sys.path[:] = [one for one in sys.path if not one.startswith(ours)]
    for name, module in list(sys.modules.items()):
        if str(getattr(module, "__file__", None)).startswith(ours):
            del sys.modules[name]


@pytest.fixture(scope="session")
def postgres15() -> Iterator[sa.URL]:
    """A superuser's URL on a PostgreSQL 15."""
    if not (BINARIES / "postgres").exists():
        pytest.skip("no PostgreSQL 15 here")
    user = 65534 if os.geteuid() == 0 else None
    data = Path(tempfile.mkdtemp(prefix="hive-test-15-"))
    if user is not None:
        os.chown(data, user, user)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = int(listener.getsockname()[1])
    subprocess.run(
        [BINARIES / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "--no-sync",
         "--locale=C", "-E", "UTF8"],
        check=True, capture_output=True, user=user, cwd="/",
    )  # fmt: skip
    process = subprocess.Popen(
        [BINARIES / "postgres", "-D", data, "-p", str(port), "-c", "listen_addresses=127.0.0.1",
         "-c", "unix_socket_directories=", "-c", "fsync=off"],
        user=user, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    url = sa.URL.create(
        "postgresql+psycopg", username="postgres", host="127.0.0.1", port=port, database="postgres"
    )
    _wait(url)
    yield url
    process.send_signal(2)
    process.wait(20)
    shutil.rmtree(data)


@retry(stop=stop_after_delay(30), wait=wait_fixed(0.02), reraise=True)
def _wait(url: sa.URL) -> None:
    psycopg.connect(host=url.host, port=url.port, user=url.username, dbname=url.database).close()


@contextmanager
def _fresh(url: sa.URL) -> Iterator[sa.URL]:
    name = f"test_{uuid.uuid4().hex[:12]}"
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql(f'CREATE DATABASE "{name}"')
        yield url.set(database=name)
        connection.exec_driver_sql(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def shared_database(server: sa.URL) -> Iterator[sa.URL]:
    """An empty database for tests that commit nothing."""
    with _fresh(server) as url:
        yield url


@pytest.fixture(scope="session")
def shared_database15(postgres15: sa.URL) -> Iterator[sa.URL]:
    """The same on PostgreSQL 15."""
    with _fresh(postgres15) as url:
        yield url


@pytest.fixture
def uncommitted(shared_database: sa.URL) -> Iterator[sa.Connection]:
    """A connection whose work nobody else sees: never commit."""
    with sa.create_engine(shared_database, poolclass=sa.NullPool).connect() as connection:
        yield connection


@pytest.fixture(params=["embedded", "15"])
def any_uncommitted(request: pytest.FixtureRequest) -> Iterator[sa.Connection]:
    """The same on every server at hand."""
    fixture = "shared_database" if request.param == "embedded" else "shared_database15"
    url: sa.URL = request.getfixturevalue(fixture)
    with sa.create_engine(url, poolclass=sa.NullPool).connect() as connection:
        yield connection
