"""The example team on servers of its own: its workers as processes that a test may kill."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import psutil
import sqlalchemy as sa

from toolkit.bootstrap.blueprint import Blueprint
from toolkit.bootstrap.run import bootstrap
from toolkit.database.migrations import Migrations
from toolkit.database.target import Target
from toolkit.findings import Outcome
from toolkit.platform.enums import CORE_ENUMS
from toolkit.platform.models import metadata
from toolkit.services import ports
from toolkit.services.embedded.postgres import EmbeddedPostgres
from toolkit.services.embedded.valkey import EmbeddedValkey
from toolkit.setup import run_folder

from .waiting import until

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples/team"
BLUEPRINT = (Migrations(ROOT, "pyproject.toml"), ("vector", "uuid-ossp", "pg_trgm"), CORE_ENUMS, metadata)  # fmt: skip  # noqa: E501
OURS = ("HIVE_", "TEAM_", "DATABASE_URL", "REDIS_URL", "ANTHROPIC_", "OPENAI_", "PG", "CI")
GATE = 4242  # the advisory lock at which a step is held

HOLDING = """
CREATE TABLE IF NOT EXISTS held (place text, step text);
CREATE OR REPLACE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM public.held WHERE place = TG_TABLE_NAME AND step =
               coalesce(to_jsonb(NEW) -> 'details' ->> 'step', to_jsonb(NEW) ->> 'function_name'))
    THEN
        PERFORM pg_advisory_xact_lock_shared(4242);
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER hold BEFORE INSERT ON agent_events FOR EACH ROW EXECUTE FUNCTION hold();
CREATE OR REPLACE TRIGGER hold BEFORE INSERT ON team.operation_outputs
    FOR EACH ROW EXECUTE FUNCTION hold();
"""
HELD = """
SELECT client_port FROM pg_locks JOIN pg_stat_activity USING (pid)
WHERE locktype = 'advisory' AND objid = 4242 AND NOT granted
"""
RECORDED = """
SELECT workflow_uuid, function_id, function_name, completed_at_epoch_ms AS completed
FROM team.operation_outputs
WHERE child_workflow_id IS NULL AND function_name NOT LIKE 'DBOS.%'
"""
EVENTS = """
SELECT details ->> 'workflow' AS workflow, (details ->> 'number')::int AS number,
       details ->> 'step' AS step, details ->> 'worker' AS worker,
       (details ->> 'at')::float8 * 1000 AS began
FROM agent_events WHERE details ? 'workflow'
"""


@dataclass
class Team:
    """Its servers, its folder, and the workers that live."""

    folder: Path
    postgres: EmbeddedPostgres
    redis: EmbeddedValkey
    redis_url: str
    workers: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)

    @cached_property
    def url(self) -> sa.URL:
        return self.postgres.admin_url().set(database="hive")

    @cached_property
    def engine(self) -> sa.Engine:
        return sa.create_engine(self.url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)

    def rows(self, sql: str, **values: Any) -> Sequence[sa.RowMapping]:
        with self.engine.connect() as connection:
            done = connection.execute(sa.text(sql), values)
            return done.mappings().all() if done.returns_rows else ()

    def bootstrap(self) -> Sequence[Outcome]:
        return bootstrap(Target(self.url, admin=self.postgres.admin_url()), Blueprint(*BLUEPRINT))

    @property
    def urls(self) -> dict[str, str]:
        plain = self.url.set(drivername="postgresql").render_as_string(hide_password=False)
        return {"DATABASE_URL": plain, "REDIS_URL": self.redis_url}

    def start(self, *words: str, **options: Any) -> "subprocess.Popen[bytes]":
        """A command of the example, in its folder."""
        clean = {key: value for key, value in os.environ.items() if not key.startswith(OURS)}
        ours = {**self.urls, "PYTHONPATH": "src", "TEAM_HOME": str(self.folder / "home")}
        argv = [sys.executable, "-m", "team", *words]
        return subprocess.Popen(argv, cwd=EXAMPLE, env={**clean, **ours}, **options)

    def said(self, *words: str) -> str:
        """What a command that must succeed printed."""
        with self.start(*words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as one:
            said = one.communicate(timeout=300)[0].decode()
        assert one.returncode == 0, said
        return said

    def work(self, *names: str) -> None:
        """These workers live; what they say goes to a file."""
        for name in names:
            with (self.folder / f"{name}.log").open("ab") as log:
                self.workers[name] = self.start("worker", "--name", name, stdout=log, stderr=log)

    def supervised(self) -> None:
        """Who ended by itself, because a server went away while it began, begins again."""
        self.work(*(name for name, one in self.workers.items() if one.poll() not in (None, 2)))

    def submit(self, request: Sequence[str]) -> "subprocess.Popen[bytes]":
        """The run "run", worked off by workers of their own."""
        words = ("run", "--workers", "0", "--name", "run", ", ".join(request))
        return self.start(*words, stdout=subprocess.PIPE)

    def kill(self, name: str) -> None:
        self.workers[name].kill()
        self.workers.pop(name).wait()

    def held(self) -> str:
        """The worker that waits at the gate."""
        until(lambda: self.rows(HELD))
        (port, *_) = (row["client_port"] for row in self.rows(HELD))
        return next(name for name, one in self.workers.items() if port in _ports(one.pid))

    @contextmanager
    def holding(self, place: str, step: str) -> Iterator[None]:
        """Whatever comes to write of this step into the table `place` waits until the end."""
        with self.engine.connect() as gate:
            gate.execute(sa.text(f"SELECT pg_advisory_lock({GATE})"))
            self.rows("INSERT INTO held VALUES (:place, :step)", place=place, step=step)
            yield
            self.rows("DELETE FROM held")

    def stop(self) -> None:
        for one in self.workers.values():
            one.send_signal(signal.SIGCONT)
            one.kill()
            one.wait()

    def logs(self) -> str:
        return "\n".join(path.read_text() for path in self.folder.glob("*.log"))


def _ports(pid: int) -> set[int]:
    return {one.laddr.port for one in psutil.Process(pid).net_connections()}


@contextmanager
def team() -> Iterator[Team]:
    """A bootstrapped hive and Redis, with the schema of DBOS and the gate in place."""
    folder = Path(tempfile.mkdtemp(prefix="hive-test-", dir=run_folder.place()))
    first, second = ports.free(2)
    postgres = EmbeddedPostgres(folder / "postgres", first, "hive", "hive_app", uuid.uuid4().hex,
                                options=("fsync=off",))  # fmt: skip
    redis = EmbeddedValkey(folder / "redis", second, uuid.uuid4().hex)
    found = Team(folder, postgres, redis, "")
    try:
        postgres.start(60)
        found.redis_url = redis.start(60)
        found.bootstrap()
        found.said("migrate")
        found.rows(HOLDING)
        yield found
    finally:
        found.stop()
        redis.stop()
        postgres.stop()
        shutil.rmtree(folder)


def complete(found: Team, request: Sequence[str]) -> None:
    """Every task merged once; what was recorded is what happened, and none of it happened again."""
    tasks = found.rows("SELECT title, status::text AS status FROM tasks")
    names = sorted(one.replace(" ", "_") for one in request)
    assert sorted(row["title"] for row in tasks) == names
    assert {row["status"] for row in tasks} == {"completed"}
    assert sorted(_merges(found)) == [f"Merge {name} (run)" for name in names]
    open_ = "SELECT 1 FROM team.workflow_status WHERE status <> 'SUCCESS'"
    assert found.rows(open_) == []
    assert found.rows("SELECT 1 FROM queue_entries") == []
    assert found.rows("SELECT 1 FROM pull_requests WHERE NOT merged") == []
    once(found)


def _merges(found: Team) -> list[str]:
    words = ["git", "log", "--first-parent", "--merges", "--format=%s", "main"]
    said = subprocess.check_output(words, cwd=found.folder / "home/project.git", text=True)
    return said.splitlines()


def once(found: Team, woken: str = "") -> None:
    """The distinct events are the recorded steps, and no step began after it was recorded.

    A worker that was stopped between DBOS's look at the record and the step itself may begin that
    one when it wakes, one in each workflow: so it may for `woken`.
    """
    recorded = {(row["workflow_uuid"], row["function_id"]): row for row in found.rows(RECORDED)}
    events = found.rows(EVENTS)
    assert {(row["workflow"], row["number"]) for row in events} == set(recorded)
    late = []
    for row in events:
        record = recorded[row["workflow"], row["number"]]
        assert record["function_name"] in (row["step"], f"{_role(record)}__model.request")
        if row["began"] > record["completed"] + 1:
            late.append((row["worker"], row["workflow"]))
    assert {worker for worker, _ in late} <= {woken}, late
    assert len(late) == len(set(late)), late


def _role(record: sa.RowMapping) -> str:
    return str(record["function_name"]).split("__")[0]
