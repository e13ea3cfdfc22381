"""A whole run, in the hive that DATABASE_URL names; its worker is killed in the middle."""

import os
import subprocess
import sys
import time
import uuid
from pathlib import Path

import pytest
from team import engine
from team.database import execute

pytestmark = pytest.mark.skipif("not os.environ.get('DATABASE_URL')", reason="no DATABASE_URL")
PROJECT = Path(__file__).parents[1]


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """The environment of a team that works on a repository of the test's own."""
    return {**os.environ, "TEAM_HOME": str(tmp_path), "PYTHONPATH": "src", "HIVE_MODEL": "offline"}


def start(home: dict[str, str], *words: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "team", *words], cwd=PROJECT, env=home, stdout=-1, text=True
    )


def test_a_killed_worker_begun_again_goes_on(home: dict[str, str]) -> None:
    run = f"test-{uuid.uuid4().hex[:8]}"
    engine.migrate()
    worker = start(home, "worker", "--name", run)
    asked = start(home, "run", "--workers", "0", "--name", run, "feet to metres, days to hours")
    begun = "SELECT 1 FROM agent_events WHERE details ->> 'workflow' LIKE :run"
    end = time.monotonic() + 60
    while not execute(begun, run=f"{run}/%"):
        assert time.monotonic() < end
        time.sleep(0.02)
    worker.kill()
    worker.communicate()
    again = start(home, "worker", "--name", run)
    said, _ = asked.communicate(timeout=120)
    again.terminate()
    again.communicate()
    assert asked.returncode == 0
    assert said.count(" merged ") == 2
    log = ["git", "log", "--first-parent", "--merges", "--format=%s", "main"]
    merged = subprocess.check_output(log, cwd=Path(home["TEAM_HOME"]) / "project.git", text=True)
    assert len(merged.splitlines()) == 2
