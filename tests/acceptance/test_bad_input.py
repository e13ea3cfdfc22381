"""What goes wrong is said: what, why, the state now, the next command; never a traceback."""

import os
import socket
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa

Make = Callable[..., Any]
EXTERNAL = {"HIVE_SERVICES": "external", "HIVE_DEADLINE": "1"}


@pytest.fixture
def role(database: sa.URL) -> Iterator[sa.URL]:
    """An ordinary role that may connect to the test's database, and its password."""
    name, password = f"r_{uuid.uuid4().hex[:8]}", "p@ss/w%rd:?#"
    engine = sa.create_engine(database, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT")
    quoted = password.replace("%", "%%")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE ROLE {name} LOGIN PASSWORD '{quoted}'")
        yield database.set(username=name, password=password)
        connection.exec_driver_sql(f"DROP OWNED BY {name}")
        connection.exec_driver_sql(f"DROP ROLE {name}")


def text(url: sa.URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def refused(clone: Any, code: str, *words: str, **env: str) -> dict[str, Any]:
    """The error of a command that exits 2, in words as in JSON, without a traceback."""
    said = clone.run(*words, **env)
    assert said.returncode == 2, said.stdout + said.stderr
    assert "Traceback" not in said.stdout + said.stderr
    assert code in said.stdout
    error: dict[str, Any] = clone.json(*words, **env)["error"]
    assert error["code"] == code, error
    assert error["what"]
    assert error["next"]
    return error


def test_wrong_password(clone: Make, role: sa.URL) -> None:
    url = text(role.set(password="hunter22"))
    error = refused(clone(), "connect", "bootstrap", DATABASE_URL=url, **EXTERNAL)
    assert "password" in error["what"] + error["why"]
    assert "hunter22" not in str(error)


def test_closed_port(clone: Make, role: sa.URL) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = text(role.set(port=free.getsockname()[1]))
    error = refused(clone(), "connect", "bootstrap", DATABASE_URL=url, **EXTERNAL)
    assert "refused" in error["what"] + error["why"]


def test_unknown_host(clone: Make, role: sa.URL) -> None:
    url = text(role.set(host="nowhere.invalid"))
    error = refused(clone(), "connect", "bootstrap", DATABASE_URL=url, **EXTERNAL)
    assert "nowhere.invalid" in str(error)


def test_typo_in_a_list(clone: Make) -> None:
    error = refused(clone(), "settings", "bootstrap", HIVE_EXTENSIONS="[vector")
    assert "HIVE_EXTENSIONS" in error["what"]
    assert "a,b" in error["why"]


def test_stray_url(clone: Make) -> None:
    error = refused(clone(), "stray-url", "bootstrap", DATABASE_URL="postgresql://a:hunter22@h/d")
    assert "unset DATABASE_URL" in error["next"]
    assert "HIVE_SERVICES=external" in error["next"]
    assert "hunter22" not in str(error)


def test_no_url_though_external(clone: Make) -> None:
    error = refused(clone(), "settings", "bootstrap", HIVE_SERVICES="external")
    assert "DATABASE_URL" in error["what"]


def test_a_kept_port_that_was_taken(clone: Make) -> None:
    hive = clone()
    hive.ok("up")
    hive.ok("down")
    port = sa.make_url(hive.url()).port
    hive.ok("down")
    with socket.socket() as taker:
        taker.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taker.bind(("127.0.0.1", port))
        taker.listen()
        error = refused(hive, "port", "up")
    assert str(os.getpid()) in error["why"]


def test_a_read_only_role(clone: Make, role: sa.URL, database: sa.URL) -> None:
    engine = sa.create_engine(database, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(
            f"ALTER ROLE {role.username} SET default_transaction_read_only=on"
        )
    error = refused(
        clone(), "denied", "bootstrap", DATABASE_URL=text(role), HIVE_EXTENSIONS="", **EXTERNAL
    )
    assert "read" in error["what"] + error["why"]


def test_wrong_usage_of_hive_exits_2(installed: Any, tmp_path: Any) -> None:
    from subprocess import run

    for words in (["bootstrap", "--no-such-flag"], ["no-such-command"], ["logs", "--lines", "abc"]):
        done = run([installed / "hive", *words], cwd=tmp_path, capture_output=True, text=True)
        assert done.returncode == 2, done
        assert "Traceback" not in done.stderr
