"""SIGTERM in the middle of a revision, outside containers: `hive` and `invoke`, either driver."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from .waiting import ASYNC, PLAIN, WAITING, hold, nothing_stays, project, until

BIN = Path(sys.executable).parent
SECONDS = 3.0
"""For an end that takes one; the machine may be busy."""


@pytest.mark.parametrize("command", ["hive", "invoke"])
@pytest.mark.parametrize("env", [PLAIN, ASYNC], ids=["plain", "async"])
def test_it_is_undone_and_answered(
    tmp_path: Path, database: sa.URL, connection: sa.Connection, command: str, env: str
) -> None:
    url = database.set(drivername="postgresql").render_as_string(hide_password=False)
    hold(connection)
    running = subprocess.Popen(
        [BIN / command, "bootstrap", "--json"],
        cwd=project(tmp_path / "project", env),
        env={**os.environ, "HIVE_SERVICES": "external", "DATABASE_URL": url},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    until(lambda: running.poll() is not None or connection.scalar(sa.text(WAITING)))
    begin = time.monotonic()
    running.terminate()
    stdout, stderr = running.communicate(timeout=60)
    assert time.monotonic() - begin < SECONDS
    assert running.returncode == 143, stdout + stderr
    found = json.loads(stdout)
    assert (found["exit"], found["error"]["code"]) == (143, "interrupted")
    nothing_stays(connection)
