"""The fixtures of the pytest plugin, in runs of pytest in strangers' projects."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa

from toolkit.setup import run_folder

PAGE = Path(__file__).parents[2] / "docs/pytest.md"
HISTORIES = Path(__file__).parents[1] / "histories"
FEW = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}  # others' take a second to import
ALL = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": ""}
OURS = ("HIVE_", "DATABASE_URL", "REDIS_URL", "PG", "CI", "PYTEST")
ISOLATED = """
import pytest
import sqlalchemy as sa

@pytest.mark.parametrize("n", range(4))
def test_each_has_its_own(hive_connection, n):
    assert hive_connection.scalar(sa.text("SELECT count(*) FROM alembic_version")) == 1
    assert hive_connection.scalars(sa.text("SELECT id FROM users")).all() == []
    hive_connection.execute(sa.text("INSERT INTO users (id) VALUES (1)"))
    hive_connection.commit()
"""
LATE = """
import os
import time
from pathlib import Path
import pytest

ME = os.environ.get("PYTEST_XDIST_WORKER", "")

def pytest_runtest_logreport(report):
    if report.failed:
        Path(f"failed-{ME}").touch()

@pytest.fixture
def late():
    before = {"gw1": "gw0", "gw0": "gw1" if Path("failed-gw0").exists() else ""}.get(ME)
    while before and not Path(f"failed-{before}").exists():
        time.sleep(0.01)
"""
SLEEPING = """
import time

def test_it(hive_database):
    print(hive_database.database)
    open("begun", "w").write(hive_database.render_as_string(hide_password=False))
    time.sleep(600)
"""


@dataclass(frozen=True)
class Project:
    """A stranger's folder; `home` is where its runs keep what they make."""

    root: Path
    home: Path

    def start(self, *words: str, **env: str) -> "subprocess.Popen[str]":
        clean = {key: value for key, value in os.environ.items() if not key.startswith(OURS)}
        own = [] if env.items() >= ALL.items() else ["-p", "hive", "-p", "xdist"]
        return subprocess.Popen(
            [sys.executable, "-m", "pytest", "-q", "-rA", "-p", "no:cacheprovider", *own, *words],
            cwd=self.root, env={**clean, **FEW, "TMPDIR": str(self.home), **env}, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
        )  # fmt: skip

    def run(self, *words: str, **env: str) -> str:
        """What pytest printed."""
        return self.start(*words, **env).communicate()[0]

    def until_begun(self, running: "subprocess.Popen[str]") -> sa.URL:
        """Wait for a test that sleeps; the URL that it was given."""
        begun = self.root / "begun"
        while running.poll() is None and not (begun.exists() and begun.read_text()):
            time.sleep(0.01)
        return sa.make_url(begun.read_text())


@pytest.fixture(autouse=True)
def heeded() -> Iterator[None]:
    """A job in the background ignores ^C, and so would all that it starts."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Callable[..., Project]]:
    """Copies of a history, with a file of tests; nothing may be left of their runs."""
    home = Path(tempfile.mkdtemp(prefix="hive-test-home-", dir=run_folder.place()))

    def make(history: str, tests: str) -> Project:
        shutil.copytree(HISTORIES / history, tmp_path / history)
        (tmp_path / history / "test_it.py").write_text(tests)
        return Project(tmp_path / history, home)

    yield make
    left = list(home.glob("hive-*"))
    shutil.rmtree(home)
    assert left == []


def test_each_test_has_its_own_and_workers_share_the_template(
    project: Callable[..., Project],
) -> None:
    one = project("plain", ISOLATED)
    env = one.root / "migrations/env.py"
    env.write_text(env.read_text() + "\nopen('runs', 'a').write('.')\n")
    assert "4 passed" in one.run()
    alone = len((one.root / "runs").read_text())
    assert "4 passed" in one.run("-n", "2")
    assert len((one.root / "runs").read_text()) == 2 * alone


@pytest.mark.parametrize("workers", ["0", "2"])
def test_what_fails_is_told_once(project: Callable[..., Project], workers: str) -> None:
    tests = "".join(f"def test_{n}(late, hive_database): pass\n" for n in range(6))
    one = project("failing", tests + "def test_without(): pass\n")
    (one.root / "conftest.py").write_text(LATE)
    said = one.run("-n", workers, "-rN")
    assert "6 errors" in said
    assert "1 passed" in said
    assert said.count("f2_twice.py, line 11") == 1
    assert said.count("Mend what that one says") == 5
    assert "Traceback" not in said


def test_the_page_works(project: Callable[..., Project]) -> None:
    examples = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    assert len(examples) == 2
    asking = "import asyncio\n\ndef test_ask(engine):\n    assert asyncio.run(ask(engine)) == 0\n"
    one = project("plain", "\n".join([*examples, asking]))
    for path in one.root.glob("migrations/versions/*.py"):
        path.write_text(path.read_text().replace('"users"', '"orders"'))
    assert "2 passed" in one.run()


def test_an_interrupted_run_leaves_nothing(project: Callable[..., Project]) -> None:
    running = (one := project("plain", SLEEPING)).start()
    one.until_begun(running)
    running.send_signal(signal.SIGINT)
    assert "KeyboardInterrupt" in running.communicate(timeout=60)[0]
    assert running.returncode == 2


def test_what_a_killed_run_left_is_gone_after_the_next(project: Callable[..., Project]) -> None:
    running = (one := project("plain", SLEEPING)).start()
    url = one.until_begun(running)
    running.kill()
    running.communicate()
    assert any(one.home.glob("hive-*"))
    (one.root / "test_it.py").write_text(ISOLATED)
    assert "4 passed" in one.run()
    with pytest.raises(sa.exc.OperationalError, match="refused"):
        sa.create_engine(url, poolclass=sa.NullPool).connect()


def test_a_run_that_goes_on_is_left_alone(project: Callable[..., Project]) -> None:
    running = (one := project("plain", SLEEPING)).start()
    url = one.until_begun(running)
    (one.root / "test_it.py").write_text(ISOLATED)
    assert "4 passed" in one.run()
    with sa.create_engine(url, poolclass=sa.NullPool).connect() as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM users")) == 0
    running.send_signal(signal.SIGINT)
    running.communicate(timeout=60)


def databases(server: sa.URL) -> list[str]:
    with sa.create_engine(server, poolclass=sa.NullPool).connect() as connection:
        sql = "SELECT datname FROM pg_database WHERE datname ~ '^hive_test_[0-9a-f]{12}'"
        return list(connection.scalars(sa.text(sql)))


@pytest.fixture
def external(database: sa.URL) -> dict[str, str]:
    """The environment that names the server of our tests, and a database there."""
    url = database.set(drivername="postgresql").render_as_string(hide_password=False)
    return {"HIVE_SERVICES": "external", "DATABASE_URL": url}


def test_an_external_server_is_used_and_the_named_database_is_not(
    project: Callable[..., Project], server: sa.URL, database: sa.URL, external: dict[str, str]
) -> None:
    one = project("plain", ISOLATED)
    assert "4 passed" in one.run("-n", "2", **external)
    assert not (one.root / ".env.local").exists()
    assert databases(server) == []
    with sa.create_engine(database, poolclass=sa.NullPool).connect() as connection:
        assert sa.inspect(connection).get_table_names() == []


def test_what_a_killed_run_left_on_an_external_server_is_dropped(
    project: Callable[..., Project], server: sa.URL, external: dict[str, str]
) -> None:
    running = (one := project("plain", SLEEPING)).start(**external)
    one.until_begun(running)
    running.kill()
    running.communicate()
    assert len(databases(server)) == 2
    (one.root / "test_it.py").write_text(ISOLATED)
    assert "4 passed" in one.run(**external)
    assert databases(server) == []


def test_a_role_that_may_make_no_database_is_told_what_to_ask_for(
    project: Callable[..., Project], database: sa.URL, connection: sa.Connection
) -> None:
    role, password = f"test_{uuid.uuid4().hex[:12]}", uuid.uuid4().hex
    connection.exec_driver_sql(f"CREATE ROLE {role} LOGIN PASSWORD '{password}'")
    connection.commit()
    url = database.set(drivername="postgresql", username=role, password=password)
    env = {"HIVE_SERVICES": "external", "DATABASE_URL": url.render_as_string(hide_password=False)}
    said = project("plain", ISOLATED).run(**env)
    assert f'ALTER ROLE "{role}" CREATEDB' in said
    assert password not in said
    connection.exec_driver_sql(f"DROP ROLE {role}")
    connection.commit()


def test_a_folder_that_declares_nothing_is_told_so(project: Callable[..., Project]) -> None:
    one = project("plain", ISOLATED)
    (one.root / "alembic.ini").unlink()
    assert "declares no database" in one.run("--rootdir", ".")


def test_it_can_be_left_out(project: Callable[..., Project]) -> None:
    said = project("plain", ISOLATED).run("-p", "no:hive", **ALL)
    assert "fixture 'hive_connection' not found" in said


def test_unused_it_imports_nothing(project: Callable[..., Project]) -> None:
    tests = "import sys\ndef test_it():\n  print(sorted(m for m in sys.modules if 'toolkit' in m))"
    said = project("plain", tests).run(**ALL)
    (found,) = re.findall(r"\[.*toolkit.*\]", said)
    assert found == "['toolkit', 'toolkit.commands', 'toolkit.commands.pytest_plugin']"
    assert "sqlalchemy" not in said
