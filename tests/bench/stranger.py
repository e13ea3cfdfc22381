"""A copy of a project that is not ours, its own Python, and databases to bring it up on."""

import json
import os
import subprocess
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from toolkit.catalog.fingerprint import fingerprint
from toolkit.database.migrations import Migrations
from toolkit.settings import Settings, load

SECONDS = 300
SLEEPER = """
CREATE SEQUENCE public.hive_bench;
CREATE FUNCTION public.hive_bench() RETURNS event_trigger LANGUAGE plpgsql AS $$
BEGIN IF nextval('public.hive_bench') = {at} THEN PERFORM pg_sleep(600); END IF; END $$;
CREATE EVENT TRIGGER hive_bench ON ddl_command_start EXECUTE FUNCTION public.hive_bench();
"""
AWAKE = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE wait_event = 'PgSleep' AND datname = current_database();
DROP EVENT TRIGGER hive_bench; DROP FUNCTION public.hive_bench(); DROP SEQUENCE public.hive_bench;
"""
SLEEPS = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = '{}'"


@dataclass
class Stranger:
    """`bin` has its Python, `alembic` and `hive`; `driver` is for its own runs, where its ini names
    no URL."""

    folder: Path
    bin: Path
    server: sa.URL
    driver: str

    def hive(self, *words: str, database: str = "", **env: str) -> dict[str, Any]:
        """Its answer; on a database of the server, or else on an embedded one of its own."""
        done, seconds = self.run("hive", *words, "--json", database=database, **env)
        if not done.stdout:
            raise SystemExit(done.stderr)
        return {**json.loads(done.stdout), "seconds": seconds}

    def run(
        self, program: str, *words: str, database: str = "", **env: str
    ) -> tuple["subprocess.CompletedProcess[str]", float]:
        """And how long it took, in seconds."""
        begun = time.perf_counter()
        done = subprocess.run(
            [self.bin / program, *words], cwd=self.folder, text=True, capture_output=True,
            env={**os.environ, **self._environment(database), **env}, check=False,
        )  # fmt: skip
        return done, time.perf_counter() - begun

    def upgrade(self, to: str, database: str) -> float:
        """Its own; SystemExit where that fails: there is nothing to compare with then."""
        with self._pointed(database):
            done, seconds = self.run(*self.own(to), database=database, **self._importable)
        if done.returncode:
            raise SystemExit(f"alembic upgrade {to} failed: {done.stderr[-2000:]}")
        return seconds

    def own(self, to: str) -> tuple[str, ...]:
        return ("python", "-m", "alembic", "-c", self.settings.alembic, "upgrade", to)

    def killed(self, *words: str, at: int, database: str) -> None:
        """SIGKILL as it begins its statement number `at` of those that define something."""
        env = {**os.environ, **self._environment(database), **self._importable}
        with self.connected(database) as connection, self._pointed(database):
            connection.exec_driver_sql(SLEEPER.format(at=at))
            child = subprocess.Popen(
                [self.bin / words[0], *words[1:]], cwd=self.folder, env=env,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            end = time.monotonic() + SECONDS
            while not connection.scalar(sa.text(SLEEPS.format(database))):
                if child.poll() is not None or time.monotonic() > end:
                    raise SystemExit(f"{words[0]} never came to its definition {at}")
                time.sleep(0.05)
            child.kill()
            child.wait()
            connection.exec_driver_sql(AWAKE)

    def definitions(self) -> int:
        """How many statements define something on the whole way."""
        name = self.empty()
        with self.connected(name) as connection:
            connection.exec_driver_sql(SLEEPER.format(at=-1))
            self.upgrade("head", name)
            number: int = connection.scalar(sa.text("SELECT last_value FROM public.hive_bench"))
        return number

    def empty(self) -> str:
        name = f"stranger_{uuid.uuid4().hex[:8]}"
        with self.connected("postgres") as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE template0")
        return name

    def lines(self, database: str) -> tuple[str, ...]:
        with self.connected(database) as connection:
            return tuple(fingerprint(connection, rows=False).lines)

    @contextmanager
    def connected(self, database: str) -> Iterator[sa.Connection]:
        """Each statement commits by itself."""
        url = self.server.set(database=database)
        engine = sa.create_engine(url, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            yield connection

    @property
    def settings(self) -> Settings:
        return load(self.folder, {}).settings

    @cached_property
    def revisions(self) -> list[str]:
        """By their names, in their order."""
        history = Migrations(self.folder, self.settings.alembic).history
        return [one.revision.revision for one in history]

    @property
    def _importable(self) -> dict[str, str]:
        """Where `alembic` is typed, its modules are found."""
        return {"PYTHONPATH": str(Migrations(self.folder, self.settings.alembic).folder)}

    def _environment(self, database: str) -> dict[str, str]:
        if not database:
            return {}
        names = ("DATABASE_URL", *self.settings.url_names)
        return {"HIVE_SERVICES": "external", **dict.fromkeys(names, self._text(database))}

    def _text(self, database: str, driver: str = "postgresql") -> str:
        url = self.server.set(database=database, drivername=driver)
        return url.render_as_string(hide_password=False)

    @contextmanager
    def _pointed(self, database: str) -> Iterator[None]:
        """Its ini has a URL, where it has none."""
        path = self.folder / self.settings.alembic
        before = path.read_text()
        if path.suffix == ".ini" and "sqlalchemy.url" not in before:
            url = self._text(database, self.driver).replace("%", "%%")
            path.write_text(before.replace("[alembic]", f"[alembic]\nsqlalchemy.url = {url}", 1))
        yield
        path.write_text(before)
