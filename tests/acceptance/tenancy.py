"""A project, databases of one server, and the file that names them: what `fleet` is typed on."""

import json
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from .waiting import PLAIN, WAITING

INVOKE = (sys.executable, "-m", "invoke")
OURS = ("HIVE_", "DATABASE_URL", "REDIS_URL", "PG", "CI", "INVOKE_")
FIRST = """
from alembic import op

revision, down_revision = "a1", None

def upgrade():
    op.execute("CREATE TABLE made (id integer)")
"""
SECOND = """
from alembic import op

revision, down_revision = "a2", "a1"
MAYBE = "DO $$ BEGIN IF to_regclass('busy') IS NOT NULL THEN LOCK TABLE busy; END IF; END $$"

def upgrade():
    op.execute("ALTER TABLE made ADD COLUMN name text")
    op.execute(MAYBE)
"""
COLUMNS = "SELECT count(*) FROM information_schema.columns WHERE table_name = 'made'"
SESSIONS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname LIKE 'tenant_%' AND application_name LIKE 'hive bootstrap%'
"""


@dataclass(frozen=True)
class Town:
    """`password` is in the environment of whoever bootstraps, and nowhere else."""

    root: Path
    server: sa.URL
    names: tuple[str, ...]

    @property
    def password(self) -> str:
        return str(self.server.password)

    @property
    def file(self) -> Path:
        return self.root / "tenants.txt"

    @property
    def journal(self) -> list[dict[str, Any]]:
        """The entries of the last run."""
        text = "".join(path.read_text() for path in self.root.glob(".hive/fleet/*.jsonl"))
        return [json.loads(line) for line in text.splitlines(keepends=True) if line[-1] == "\n"]

    def line(self, name: str, password: str = "${TENANTS_PASSWORD}") -> str:
        at = f"{self.server.host}:{self.server.port}"
        return f"postgresql://{self.server.username}:{password}@{at}/{name}\n"

    def start(self, *words: str, **env: str) -> "subprocess.Popen[str]":
        """Type `fleet` in the project, in a group of processes of its own, as a shell does."""
        return subprocess.Popen(
            [*INVOKE, "fleet", "--urls", "tenants.txt", *words],
            cwd=self.root, env=self.environment | env, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, process_group=0,
        )  # fmt: skip

    def json(self, *words: str, **env: str) -> dict[str, Any]:
        """The answer as JSON; nothing that was written or said has the password in it."""
        running = self.start(*words, "--json", **env)
        return self.answer(running)

    def answer(self, running: "subprocess.Popen[str]") -> dict[str, Any]:
        stdout, stderr = running.communicate(timeout=120)
        found: dict[str, Any] = json.loads(stdout)
        assert found["exit"] == running.returncode, stderr
        files = [one for one in self.root.rglob("*") if one.is_file() and one != self.file]
        written = [one.read_text() for one in files if one.suffix != ".pyc"]
        assert not [text for text in [stdout, stderr, *written] if self.password in text]
        return found

    def outcomes(self, found: dict[str, Any]) -> dict[str, str]:
        return {one["name"].rpartition("/")[2]: one["outcome"] for one in found["outcomes"]}

    @property
    def environment(self) -> dict[str, str]:
        clean = {key: value for key, value in os.environ.items() if not key.startswith(OURS)}
        return {**clean, "TENANTS_PASSWORD": self.password}

    @contextmanager
    def connected(self, name: str) -> Iterator[sa.Connection]:
        engine = sa.create_engine(self.server.set(database=name), poolclass=sa.NullPool)
        with engine.connect() as connection:
            yield connection

    @contextmanager
    def held(self, name: str) -> Iterator[None]:
        """Its second revision waits, until the block is left."""
        with self.connected(name) as connection:
            connection.execute(sa.text("CREATE TABLE busy (id integer)"))
            connection.commit()
            connection.execute(sa.text("LOCK TABLE busy"))
            yield

    def waits(self, name: str) -> bool:
        with self.connected(name) as connection:
            return bool(connection.scalar(sa.text(WAITING)))

    def columns(self) -> list[int]:
        """Of the table in each database: 2 where it is bootstrapped, 0 where nothing was done."""
        found = []
        for name in self.names:
            with self.connected(name) as connection:
                found.append(int(connection.scalar(sa.text(COLUMNS)) or 0))
        return found

    def sessions(self) -> int:
        """How many bootstraps are connected to a tenant."""
        with self.connected("postgres") as connection:
            return int(connection.scalar(sa.text(SESSIONS)) or 0)


@contextmanager
def town(root: Path, server: sa.URL, number: int) -> Iterator[Town]:
    """With so many empty databases."""
    (root / "migrations/versions").mkdir(parents=True)
    (root / "tasks.py").write_text("from toolkit.commands.namespace import namespace\n")
    (root / "alembic.ini").write_text("[alembic]\nscript_location = %(here)s/migrations\n")
    (root / "migrations/env.py").write_text(PLAIN)
    (root / "migrations/versions/a1_made.py").write_text(FIRST)
    (root / "migrations/versions/a2_name.py").write_text(SECOND)
    names = tuple(f"tenant_{uuid.uuid4().hex[:8]}" for _ in range(number))
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        for name in names:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
        made = Town(root, server, names)
        made.file.write_text("".join(map(made.line, names)))
        yield made
        for name in names:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
