"""`hive-replay` as it is typed: what it answers, and that nothing of it stays on the server."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from .waiting import until

HISTORIES = Path(__file__).parents[1] / "histories"
OURS = ("HIVE_", "DATABASE_URL", "REDIS_URL", "PG", "CI")
SCRATCH = "SELECT count(*) FROM pg_database WHERE datname ~ '^hive_test_[0-9a-f]{12}_'"
ENVELOPE = {"version", "command", "exit", "outcomes", "findings", "error", "verdicts"}
VERDICT = {
    "revision",
    "experiment",
    "verdict",
    "statement",
    "sqlstate",
    "reason",
    "diff",
    "seconds",
}


def begun(project: Path, url: sa.URL, *words: str) -> subprocess.Popen[str]:
    clean = {key: value for key, value in os.environ.items() if not key.startswith(OURS)}
    text = url.set(drivername="postgresql").render_as_string(hide_password=False)
    return subprocess.Popen(
        [sys.executable, "-m", "toolkit.commands.replay", project, "--database-url", text, *words],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=clean,
        start_new_session=True,
    )  # fmt: skip


def answered(project: Path, url: sa.URL, *words: str) -> dict[str, Any]:
    """Its one JSON object, which repeats the exit code."""
    running = begun(project, url, "--format", "json", *words)
    stdout, stderr = running.communicate()
    found: dict[str, Any] = json.loads(stdout)
    assert found["exit"] == running.returncode, stderr
    return found


@pytest.fixture
def maker(server: sa.URL) -> Iterator[sa.URL]:
    """A role that may make databases, and is no superuser."""
    name = f"maker_{uuid.uuid4().hex[:8]}"
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE ROLE {name} LOGIN CREATEDB PASSWORD 'm@ker'")
        yield server.set(username=name, password="m@ker")
        connection.exec_driver_sql(f"DROP ROLE {name}")


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    """A project of two revisions, of which nothing is known yet."""
    ignored = shutil.ignore_patterns(".hive")
    return Path(shutil.copytree(HISTORIES / "plain", tmp_path / "plain", ignore=ignored))


def test_a_revision_may_be_called_like_an_experiment(plain: Path, maker: sa.URL) -> None:
    for path in (plain / "migrations/versions").glob("*.py"):
        path.write_text(path.read_text().replace('"a1"', '"first"').replace('"a2"', '"crash"'))
    found = answered(plain, maker, "--experiments", "first,roundtrip")
    assert {one["verdict"] for one in found["verdicts"]} == {"proved"}
    assert {one["revision"] for one in found["verdicts"]} == {"first", "crash"}


@pytest.fixture
def waiting(tmp_path: Path) -> Path:
    """A project whose second revision waits for what never comes."""
    versions = tmp_path / "migrations/versions"
    versions.mkdir(parents=True)
    for name in ("alembic.ini", "migrations/env.py"):
        (tmp_path / name).write_text((HISTORIES / "plain" / name).read_text())
    for name, before, sql in (
        ("b1", None, "CREATE TABLE made (id integer)"),
        ("b2", "b1", "SELECT pg_sleep(600)"),
    ):
        (versions / f"{name}.py").write_text(
            f"from alembic import op\nrevision, down_revision = {name!r}, {before!r}\n"
            f"def upgrade():\n    op.execute({sql!r})\n"
        )
    return tmp_path


def held(server: sa.URL) -> int:
    """How many scratch databases of replays there are."""
    engine = sa.create_engine(server, poolclass=sa.NullPool)
    with engine.connect() as connection:
        return int(connection.scalar(sa.text(SCRATCH)))


def sleeping(server: sa.URL) -> bool:
    engine = sa.create_engine(server, poolclass=sa.NullPool)
    with engine.connect() as connection:
        asked = "SELECT count(*) FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(600)'"
        return bool(connection.scalar(sa.text(asked)))


def test_its_answer(server: sa.URL, maker: sa.URL, plain: Path) -> None:
    before = held(server)
    found = answered(plain, maker, "--experiments", "roundtrip,rerun,first")
    assert set(found) == ENVELOPE
    assert found["exit"] == 1
    assert {frozenset(one) for one in found["verdicts"]} == {frozenset(VERDICT)}
    told = [(one["revision"], one["experiment"], one["verdict"]) for one in found["verdicts"]]
    assert told == [
        (revision, experiment, verdict)
        for revision in ("a1", "a2")
        for experiment, verdict in (
            ("first", "proved"),
            ("rerun", "refuted"),
            ("roundtrip", "proved"),
        )
    ]
    assert found["verdicts"][1]["sqlstate"] == "42P07"
    assert "m@ker" not in json.dumps(found)
    assert held(server) == before


def test_only_some_revisions(maker: sa.URL, plain: Path) -> None:
    found = answered(plain, maker, "--experiments", "first", "--only", "a2")
    assert [one["revision"] for one in found["verdicts"]] == ["a2"]
    assert found["exit"] == 0


def test_a_history_that_needs_what_nobody_makes_is_not_run(tmp_path: Path, maker: sa.URL) -> None:
    versions = tmp_path / "migrations/versions"
    versions.mkdir(parents=True)
    for name in ("alembic.ini", "migrations/env.py"):
        (tmp_path / name).write_text((HISTORIES / "plain" / name).read_text())
    (versions / "c1.py").write_text(
        "from alembic import op\nrevision, down_revision = 'c1', None\n"
        "def upgrade():\n    op.execute('ALTER TABLE users ADD COLUMN name text')\n"
    )
    found = answered(tmp_path, maker)
    assert found["exit"] == 2
    assert {one["verdict"] for one in found["verdicts"]} == {"not-run"}
    assert 'relation "users" does not exist' in found["verdicts"][0]["reason"]


def test_a_role_that_may_not_make_databases(server: sa.URL, maker: sa.URL, plain: Path) -> None:
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql(f"ALTER ROLE {maker.username} NOCREATEDB")
    found = answered(plain, maker)
    assert (found["exit"], found["error"]["code"]) == (2, "denied")
    assert "CREATEDB" in found["error"]["next"]


@pytest.mark.parametrize(
    ("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["^C", "SIGTERM"]
)
def test_interrupted_it_leaves_nothing(
    server: sa.URL, maker: sa.URL, waiting: Path, sent: signal.Signals, code: int
) -> None:
    running = begun(waiting, maker, "--format", "json")
    until(lambda: sleeping(server))
    assert held(server)
    os.killpg(running.pid, sent) if sent is signal.SIGINT else running.send_signal(sent)
    stdout, stderr = running.communicate(timeout=60)
    assert running.returncode == code, stderr
    assert json.loads(stdout)["error"]["code"] == "interrupted"
    assert "Traceback" not in stderr
    until(lambda: held(server) == 0)


def test_what_a_killed_one_left_is_dropped_by_the_next(
    server: sa.URL, maker: sa.URL, waiting: Path, plain: Path
) -> None:
    running = begun(waiting, maker)
    until(lambda: sleeping(server))
    os.killpg(running.pid, signal.SIGKILL)
    running.communicate()
    assert held(server)
    assert answered(plain, maker, "--experiments", "first")["exit"] == 0
    assert not held(server)


def test_env_gets_its_own_variable_and_arguments(plain: Path, maker: sa.URL) -> None:
    (plain / "migrations/env.py").write_text(
        "import os\n"
        "import sqlalchemy as sa\n"
        "from alembic import context\n"
        "assert context.get_x_argument(as_dictionary=True) == {'tenant': 'one', 'dry': 'no'}\n"
        "url = sa.make_url(os.environ['SHOP_URL']).set(drivername='postgresql+psycopg')\n"
        "with sa.create_engine(url).connect() as connection:\n"
        "    context.configure(connection=connection)\n"
        "    with context.begin_transaction():\n"
        "        context.run_migrations()\n"
    )
    words = ("--url-env", "SHOP_URL", "-x", "tenant=one", "-x", "dry=no", "--experiments", "first")
    found = answered(plain, maker, *words)
    assert [one["verdict"] for one in found["verdicts"]] == ["proved", "proved"], found
    assert found["exit"] == 0
