"""PostgreSQL's clients get the place as arguments and what is secret in their environment."""

import shutil
from pathlib import Path

import pytest

from toolkit.database.url import parse
from toolkit.errors import CommandError
from toolkit.findings import Silence
from toolkit.settings import load
from toolkit.setup.hive import Hive
from toolkit.setup.opening import open_hive
from toolkit.setup.psql import client, psql_command

URL = "postgresql://me:hunter22@h:5433/d?sslmode=require&sslrootcert=/ca.pem"


def hive(root: Path, url: str) -> Hive:
    given = {"HIVE_SERVICES": "external", "DATABASE_URL": url}
    return open_hive(load(root, given).settings, Silence(), make=False)


@pytest.fixture(autouse=True)
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that has psql, and pg_dump."""
    for name in ("psql", "pg_dump"):
        (tmp_path / name).touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))


def test_no_secret_is_an_argument(tmp_path: Path) -> None:
    argv, environment = psql_command(hive(tmp_path, URL), parse(URL))
    assert argv[0] == shutil.which("psql")
    assert argv[1:] == ["--host=h", "--port=5433", "--username=me", "--dbname=d"]
    assert environment == {
        "PGPASSWORD": "hunter22",
        "PGSSLMODE": "require",
        "PGSSLROOTCERT": "/ca.pem",
    }


def test_a_socket_is_a_host(tmp_path: Path) -> None:
    url = "postgresql://me@/d?host=/run/postgresql"
    argv, environment = psql_command(hive(tmp_path, url), parse(url))
    assert argv[1:] == ["--host=/run/postgresql", "--username=me", "--dbname=d"]
    assert environment == {}


def test_a_strange_name_is_no_connection_string(tmp_path: Path) -> None:
    url = parse("postgresql://h/a%3Db%27")
    argv, _ = client("pg_dump", hive(tmp_path, URL), url)
    assert argv[-1] == r"--dbname=dbname=a=b\'"


def test_a_client_that_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "psql").unlink()
    with pytest.raises(CommandError, match="psql is not installed") as caught:
        psql_command(hive(tmp_path, URL), parse(URL))
    assert "client tools" in caught.value.next
