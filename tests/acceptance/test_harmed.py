"""Somebody harms a container while the bootstrap runs: it ends by itself, the next converges."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
import sqlalchemy as sa

from toolkit.catalog.fingerprint import Fingerprint, fingerprint
from toolkit.settings import recorded

from .waiting import until

if TYPE_CHECKING:
    from toolkit.services.docker.engine import Engine

ROWS = Path(__file__).parents[1] / "integration/platform/rows"
BEFORE = "019"
"""The revision after it alters three tables; the test holds the last one's lock."""
HELD = "context_relationships"
MODES = {"revision": "ACCESS SHARE", "snapshot": "ACCESS EXCLUSIVE"}
"""Of the lock: what waits for it. The snapshot before the revision only reads."""
WAITING = f"""
SELECT count(*) FROM pg_locks JOIN pg_class ON pg_class.oid = relation
WHERE relname = '{HELD}' AND NOT granted
"""
CLOCKS = """
SELECT table_name, column_name FROM information_schema.columns
WHERE table_schema = 'public' AND data_type LIKE 'timestamp%'
"""
BOUND = 15
"""Seconds; a command that waited for its deadline would take 60."""
SAMPLE = 2
HARMS: Mapping[str, Callable[[Any], None]] = {
    "kill": lambda container: container.kill(),
    "pause": lambda container: container.pause(),
    "stop": lambda container: container.stop(),
    "restart": lambda container: container.restart(),
    "remove": lambda container: container.remove(force=True, v=True),
}


@pytest.fixture
def hive(clone: Callable[..., Any], engine: Engine, base_image: str) -> Iterator[Any]:
    """A bootstrapped checkout in containers, with rows."""
    made = clone()
    (made.root / ".env.local").write_text("HIVE_SERVICES='docker'\n")
    made.ok("bootstrap")
    with closing(_connected(made)) as connection:
        for name in ("003", "007"):
            connection.execute((ROWS / f"{name}.sql").read_text())
    yield made
    made.ok("reset", "--yes")


def test_harmed_while_the_bootstrap_runs(
    hive: Any, engine: Engine, request: pytest.FixtureRequest
) -> None:
    full = request.config.getoption("--full")
    undisturbed = _print(hive)
    identity = json.loads((hive.root / ".hive/state.json").read_text())["instance"]
    every = [(name, at) for name in HARMS for at in MODES]
    for name, at in every if full else zip(random.sample(list(HARMS), SAMPLE), MODES, strict=True):
        hive.ok("run", "--", sys.executable, "-m", "alembic", "downgrade", BEFORE)
        container = engine.client.containers.get(f"hive-{identity[:8]}-postgres")
        _disturbed(hive, MODES[at], partial(HARMS[name], container))
        hive.ok("up")
        assert _changes(hive.json("bootstrap")), (name, at)
        for command in ("up", "bootstrap"):
            assert _changes(hive.json(command)) == [], (name, at)
        assert undisturbed.difference(_print(hive)) == "", (name, at)


def _disturbed(hive: Any, mode: str, harm: Callable[[], None]) -> None:
    """A bootstrap that waits for a table when `harm` is done."""
    with closing(_connected(hive, autocommit=False)) as holder:
        holder.execute(f"LOCK TABLE {HELD} IN {mode} MODE")
        running = hive.start("bootstrap")
        try:
            until(lambda: running.poll() is not None or _waits(holder))
            assert running.poll() is None, running.communicate()
            harm()
            _ended(running)
        finally:
            running.kill()
            running.communicate()


def _ended(running: subprocess.Popen[str]) -> None:
    stdout, stderr = running.communicate(timeout=BOUND)
    assert running.returncode == 2, stdout + stderr
    assert "Traceback" not in stdout + stderr


def _waits(connection: psycopg.Connection[Any]) -> bool:
    found = connection.execute(WAITING).fetchone()
    return bool(found and found[0])


def _connected(hive: Any, *, autocommit: bool = True) -> psycopg.Connection[Any]:
    """Closed by `closing`: to end its transaction it would have to ask a server that is paused."""
    return psycopg.connect(recorded(hive.root)["DATABASE_URL"], autocommit=autocommit)


def _changes(report: Mapping[str, Any]) -> list[str]:
    assert report["exit"] == 0, report
    return [change for one in report["outcomes"] for change in one["changes"]]


def _print(hive: Any) -> Fingerprint:
    with sa.create_engine(hive.url(), poolclass=sa.NullPool).connect() as connection:
        mask = [(table, column) for table, column in connection.execute(sa.text(CLOCKS))]
        return fingerprint(connection, mask=mask)
