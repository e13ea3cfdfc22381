"""A launcher killed at any moment: the next start always ends with one server, and nothing lost."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from toolkit.services import access
from toolkit.services.embedded.valkey import EmbeddedValkey

Make = Callable[..., Any]
Pids = Callable[[Path], list[int]]
LAUNCH = """
import sys
from pathlib import Path
from toolkit.services.embedded.postgres import EmbeddedPostgres
from toolkit.services.embedded.valkey import EmbeddedValkey
kind, state, port, password = sys.argv[1:]
if kind == "valkey":
    server = EmbeddedValkey(Path(state), int(port), password)
else:
    server = EmbeddedPostgres(
        Path(state), int(port), "hive", "hive", password, options=("fsync=off",)
    )
print("ready to start", flush=True)
server.start(60)
"""


def launcher(server: Any) -> "subprocess.Popen[bytes]":
    """Another process that starts it, just about to."""
    kind = "valkey" if isinstance(server, EmbeddedValkey) else "postgres"
    child = subprocess.Popen(
        [sys.executable, "-c", LAUNCH, kind, server.state, str(server.port), server.password],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[3],
    )
    assert child.stdout
    child.stdout.readline()
    return child


def kill_when(child: "subprocess.Popen[bytes]", seen: Callable[[], bool]) -> None:
    """SIGKILL at the moment that something is seen, and only to the launcher."""
    while not seen():
        assert child.poll() is None, "it ended before that was seen"
    child.kill()
    child.wait()
    assert child.stdout
    child.stdout.close()


def converges(server: Any, pids: Pids) -> None:
    server.start(60)
    assert server.unhealthy() is None
    assert len(pids(server.state / "data")) == 1
    assert not list(server.state.glob("initdb-*"))


STAGES: dict[str, Callable[[Path], bool]] = {
    "the lock is held": lambda state: (state / "lock").exists(),
    "initdb has a folder": lambda state: any(state.glob("initdb-*")),
    "initdb has begun": lambda state: any(state.glob("initdb-*/data/PG_VERSION")),
    "the data directory is there": lambda state: (state / "data").exists(),
    "the program is noted": lambda state: (state / "program").exists(),
    "the server is spawned": lambda state: (state / "server.log").exists(),
    "the server has its pid file": lambda state: (state / "data/postmaster.pid").exists(),
    "the server is ready": lambda state: "ready to accept" in _text(state / "server.log"),
}


@pytest.mark.parametrize("stage", STAGES)
def test_postgres_killed_when(stage: str, postgres: Make, servers_in: Pids) -> None:
    server = postgres(password="secret")
    kill_when(launcher(server), lambda: STAGES[stage](server.state))
    converges(server, servers_in)


@pytest.fixture
def seed() -> int:
    """Printed when the test fails."""
    number = random.SystemRandom().randrange(10**6)
    print(f"seed {number}")
    return number


def test_postgres_killed_at_any_moment(seed: int, postgres: Make, servers_in: Pids) -> None:
    server, moments = postgres(password="secret"), random.Random(seed)
    for _ in range(4):
        end = time.monotonic() + moments.uniform(0, 0.6)
        child = launcher(server)
        kill_when(child, lambda end=end, child=child: time.monotonic() > end or child.poll() == 0)
    converges(server, servers_in)


@pytest.mark.parametrize("file", ["program", "server.log", "data/valkey.pid", "server.json"])
def test_valkey_killed_when_there_is(file: str, valkey: Make, servers_in: Pids) -> None:
    server = valkey(password="secret")
    kill_when(launcher(server), (server.state / file).exists)
    converges(server, servers_in)


@pytest.mark.parametrize("kind", ["postgres", "valkey"])
def test_a_running_server_without_a_record_is_found_again(
    kind: str, request: pytest.FixtureRequest, servers_in: Pids
) -> None:
    server = request.getfixturevalue(kind)()
    server.start(60)
    before = servers_in(server.state / "data")
    for lost in (None, "{", '{"pid": 1, "start": "0", "exe": "/bin/sh", "data": "/"}'):
        (server.state / "server.json").unlink()
        if lost:
            (server.state / "server.json").write_text(lost)
        assert server.unhealthy() is None
        server.start(60)
        assert servers_in(server.state / "data") == before
    (server.state / "server.json").unlink()
    server.stop()
    assert servers_in(server.state / "data") == []


@pytest.fixture
def stranger(tmp_path: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """A process that has nothing to do with us, run as whoever runs the servers."""
    user = 65534 if os.geteuid() == 0 else None
    child = subprocess.Popen(["sleep", "600"], cwd="/", user=user)
    yield child
    child.kill()
    child.wait()


@pytest.mark.parametrize(("kind", "pid_file"), [("postgres", "postmaster"), ("valkey", "valkey")])
def test_a_stranger_with_a_number_that_was_ours_is_left_alone(
    kind: str, pid_file: str, request: pytest.FixtureRequest, stranger: "subprocess.Popen[bytes]"
) -> None:
    server = request.getfixturevalue(kind)()
    server.start(60)
    record, named = server.state / "server.json", server.state / "data" / f"{pid_file}.pid"
    known, written = record.read_text(), named.read_text()
    server.stop()
    pid = written.split()[0]
    named.write_text(written.replace(pid, str(stranger.pid), 1))
    record.write_text(known.replace(pid, str(stranger.pid), 1))
    assert server.unhealthy() == "it is not running"
    server.stop()
    assert stranger.poll() is None
    server.start(60)
    assert server.unhealthy() is None
    server.stop()
    assert stranger.poll() is None


def test_somebody_elses_server_in_our_data_directory_is_neither_stopped_nor_doubled(
    postgres: Make, servers_in: Pids
) -> None:
    server = postgres()
    server.start(60)
    argv = psutil.Process(servers_in(server.state / "data")[0]).cmdline()
    server.stop()
    user = 65534 if os.geteuid() == 0 else None
    other = subprocess.Popen(
        [*argv[:3], "-c", "listen_addresses=", "-c", "unix_socket_directories=/tmp"],
        cwd=server.state / "data",
        user=user,
        stderr=subprocess.DEVNULL,
    )
    try:
        while "ready" not in _text(server.state / "data/postmaster.pid"):
            assert other.poll() is None
        server.stop()
        assert other.poll() is None
        with pytest.raises(Exception, match="already exists"):
            server.start(60)
        assert other.poll() is None
    finally:
        other.send_signal(signal.SIGINT)
        other.wait(30)
    server.start(60)


def _text(path: Path) -> str:
    return path.read_text() if path.exists() else ""


def test_what_was_committed_before_a_kill_is_there(postgres: Make) -> None:
    server = postgres(password="secret")
    kill_when(launcher(server), lambda: "ready to" in server.logs(9))
    server.start(60)
    with access.connect(server.admin_url(), 5) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1")
    os.kill(int((server.state / "data/postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    server.start(60)
    with access.connect(server.admin_url(), 5) as connection:
        assert connection.execute("SELECT * FROM kept").fetchone() == (1,)
