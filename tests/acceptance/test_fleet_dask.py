"""`invoke fleet --scheduler`: a Dask cluster of two processes, one of which is killed."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from .tenancy import Town, town
from .waiting import until

WHOSE = """
SELECT DISTINCT split_part(application_name, ' ', 3)::int FROM pg_stat_activity
WHERE datname = current_database() AND application_name LIKE 'hive bootstrap%'
"""
QUIET = ("--no-dashboard", "--host", "127.0.0.1")


@contextmanager
def started(program: str, *words: str, **env: str) -> Iterator["subprocess.Popen[bytes]"]:
    argv = [sys.executable, "-m", f"distributed.cli.dask_{program}", *QUIET, *words]
    with subprocess.Popen(argv, env=os.environ | env, stderr=subprocess.DEVNULL) as one:
        try:
            yield one
        finally:
            one.kill()


@pytest.fixture
def scheduler(tmp_path: Path) -> Iterator[str]:
    """Its address; it knows no password."""
    file = tmp_path / "scheduler.json"
    with started("scheduler", "--port", "0", "--scheduler-file", str(file)):
        until(lambda: file.is_file() and file.read_text())
        yield json.loads(file.read_text())["address"]


@pytest.fixture
def tenants(tmp_path: Path, server: sa.URL) -> Iterator[Town]:
    with town(tmp_path / "project", server, 10) as made:
        yield made


def test_one_of_two_workers_is_killed_and_the_other_does_the_rest(
    tmp_path: Path, scheduler: str, tenants: Town
) -> None:
    here, busy = tenants, tenants.names[3]
    place = ("--local-directory", str(tmp_path / "dask"), "--nthreads", "1", "--no-nanny")
    secret = {"TENANTS_PASSWORD": here.password}
    with ExitStack() as stack:
        for _ in range(2):
            stack.enter_context(started("worker", scheduler, *place, **secret))
        with here.held(busy):
            words = ("--scheduler", scheduler, "--jobs", "2", "--json")
            running = here.start(*words, TENANTS_PASSWORD="")
            until(lambda: running.poll() or (here.waits(busy) and sum(here.columns()) >= 10))
            assert running.poll() is None, running.communicate()
            with here.connected(busy) as connection:
                os.kill(connection.scalar(sa.text(WHOSE)), 9)
        found = here.answer(running)
    assert here.outcomes(found) == dict.fromkeys(here.names, "changed")
    assert (found["exit"], here.columns()) == (0, [2] * 10)
