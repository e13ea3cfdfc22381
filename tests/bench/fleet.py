"""What a fleet costs: 200 empty databases, beside `alembic upgrade head` one after the other.

Alone, `.venv/bin/python tests/bench/fleet.py` also kills it in the middle and types it again, and
has a Dask cluster of two processes do it.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import sqlalchemy as sa
from figure import Figure, seconds

from toolkit.services import ports
from toolkit.services.embedded.postgres import EmbeddedPostgres

ROOT = Path(__file__).parents[2]
MANY, SOME = 200, 20
PROGRAMS = Path(sys.executable).parent
ALEMBIC = (str(PROGRAMS / "alembic"), "upgrade", "head")
CLEAN = {k: v for k, v in os.environ.items() if not k.startswith(("HIVE_", "DATABASE_"))}
THEIRS = f"alembic upgrade head, a process each (of {SOME}, times {MANY // SOME})"


def fleet() -> Iterator[Figure]:
    """All revisions of this repository; half of the processes before ours, half after it."""
    with _served() as server:
        names = _made(server, "tenant", MANY)
        half = SOME // 2
        theirs = _upgraded(server, _made(server, "before", half))
        ours = seconds(lambda: _done(_fleet(server, names), "changed"))
        theirs += _upgraded(server, _made(server, "after", half))
        each = theirs / SOME * MANY
        yield Figure(f"invoke fleet, {MANY} empty databases", [ours], THEIRS, [each], 0.5)


def killed() -> None:
    """SIGKILL in the middle; typed again, only what is left is done."""
    with _served() as server:
        names = _made(server, "tenant", MANY)
        for journal in _journals():
            journal.unlink()
        begun = time.perf_counter()
        running = _fleet(server, names)
        while _finished() < MANY // 2:
            assert running.poll() is None
            time.sleep(0.1)
        running.kill()
        running.communicate()
        before, middle = _finished(), time.perf_counter()
        again = _done(_fleet(server, names), "changed", "unchanged")
        spent = (middle - begun, time.perf_counter() - middle)
        print(f"killed after {before} and {spent[0]:.0f} s; then {again} in {spent[1]:.0f} s")


def cluster() -> None:
    """A scheduler that knows no password, and two workers."""
    with _served() as server, tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        names, file = _made(server, "tenant", MANY), Path(folder) / "scheduler.json"
        words = ("--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(file))
        stack.enter_context(_dask("scheduler", {}, *words))
        words = ("--nthreads", "1", "--no-nanny", "--local-directory", folder)
        for _ in range(2):
            worker = ("--scheduler-file", str(file), *words)
            stack.enter_context(_dask("worker", _secret(server), *worker))
        while not (file.is_file() and file.read_text()):
            time.sleep(0.1)
        address = json.loads(file.read_text())["address"]
        begun = time.perf_counter()
        done = _done(_fleet(server, names, "--scheduler", address, "--jobs", "2"), "changed")
        print(f"Dask, two processes: {done} in {time.perf_counter() - begun:.0f} s")


@contextmanager
def _served() -> Iterator[sa.URL]:
    with tempfile.TemporaryDirectory() as folder:
        server = EmbeddedPostgres(Path(folder) / "postgres", *ports.free(1), "b", "b", "b")
        server.start(60)
        try:
            yield server.admin_url()
        finally:
            server.stop()


def _made(server: sa.URL, prefix: str, number: int) -> list[str]:
    names = [f"{prefix}_{n:03}" for n in range(number)]
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        for name in names:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
    return names


def _upgraded(server: sa.URL, names: list[str]) -> float:
    """Seconds of all of them, one after the other."""

    def run(name: str) -> None:
        url = server.set(drivername="postgresql", database=name)
        text = url.render_as_string(hide_password=False)
        environment = {**CLEAN, "DATABASE_URL": text, "HIVE_SERVICES": "external"}
        subprocess.run(ALEMBIC, cwd=ROOT, env=environment, check=True, capture_output=True)

    return sum(seconds(lambda name=name: run(name)) for name in names)


def _fleet(server: sa.URL, names: list[str], *words: str) -> "subprocess.Popen[str]":
    at = f"{server.host}:{server.port}"
    line = f"postgresql://{server.username}:${{FLEET_PASSWORD}}@{at}/%s\n"
    file = ROOT / ".hive/bench.txt"
    file.parent.mkdir(exist_ok=True)
    file.write_text("".join(line % name for name in names))
    argv = [str(PROGRAMS / "invoke"), "fleet", "--urls", str(file), "--json", *words]
    environment = {**CLEAN, **({} if "--scheduler" in words else _secret(server))}
    pipe = subprocess.PIPE
    return subprocess.Popen(argv, cwd=ROOT, env=environment, stdout=pipe, stderr=pipe, text=True)


def _secret(server: sa.URL) -> dict[str, str]:
    return {"FLEET_PASSWORD": str(server.password)}


def _done(running: "subprocess.Popen[str]", *wanted: str) -> dict[str, int]:
    """How many came to what; nothing else than is wanted."""
    stdout, stderr = running.communicate()
    assert running.returncode == 0, stderr
    came = [one["outcome"] for one in json.loads(stdout)["outcomes"]]
    counts = {one: came.count(one) for one in sorted(set(came))}
    assert (len(came), set(came) <= set(wanted)) == (MANY, True), counts
    return counts


def _finished() -> int:
    """Of the run that goes on."""
    return sum(journal.read_text().count('"finished"') for journal in _journals())


def _journals() -> list[Path]:
    return list((ROOT / ".hive/fleet").glob("bench-*.jsonl"))


@contextmanager
def _dask(program: str, more: dict[str, str], *words: str) -> "Iterator[subprocess.Popen[bytes]]":
    argv = [sys.executable, "-m", f"distributed.cli.dask_{program}", "--no-dashboard", *words]
    with subprocess.Popen(argv, env={**CLEAN, **more}, stderr=subprocess.DEVNULL) as one:
        try:
            yield one
        finally:
            one.kill()


if __name__ == "__main__":
    for figure in fleet():
        print(figure.row(), flush=True)
    killed()
    sys.stdout.flush()
    cluster()
