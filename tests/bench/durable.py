"""What durable steps cost: DBOS on PostgreSQL, as the examples use it, beside a loop without it.

Alone: `.venv/bin/python tests/bench/durable.py`. With a name it is a worker, which says when it is
ready.

The step of the last two figures is a model's in small: it waits for 20 ms, as for an answer, and
computes for about 2 ms, as what reads the answer does. A worker has two workflows at a time.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from dbos import DBOS, DBOSClient, SetWorkflowID
from figure import Figure, column, seconds

from toolkit.services import ports
from toolkit.services.embedded.postgres import EmbeddedPostgres

ROUNDS = 7
STEPS = 200
WORKFLOWS, EACH = 24, 10  # of the throughput, and the steps of each
WAIT, TURNS = 0.02, 3000  # seconds, and rounds of a hash
QUEUE = "bench"
POLL = 0.05


@DBOS.step()
def nothing() -> None:
    """Only its record."""


@DBOS.step()
def turn() -> str:
    time.sleep(WAIT)
    text = b""
    for _ in range(TURNS):
        text = hashlib.sha256(text).digest()
    return text.hex()


@DBOS.workflow()
def empty(steps: int) -> None:
    for _ in range(steps):
        nothing()


@DBOS.workflow()
def turns(steps: int) -> None:
    for _ in range(steps):
        turn()


def durable() -> Iterator[Figure]:
    """All of it, on one server with fsync on."""
    with tempfile.TemporaryDirectory() as folder:
        server = EmbeddedPostgres(Path(folder) / "postgres", *ports.free(1), QUEUE, QUEUE, QUEUE)
        url = server.start(60)
        try:
            yield from _steps(url)
            yield from _workers(url)
            yield _hello_world(url, Path(folder))
        finally:
            server.stop()


def _hello_world(url: str, folder: Path) -> Figure:
    """The example, a new room each time, offline; a folder of its own is a run of its own."""
    source = Path(__file__).parents[2] / "examples/hello-world"
    env = {**os.environ, "DATABASE_URL": url, "PYTHONPATH": str(source / "src")}
    argv, took = [sys.executable, "-m", "hello_world"], []
    for number in range(ROUNDS):
        room = folder / f"hello-{number}"
        shutil.copytree(source / "requests", room / "requests")
        took.append(seconds(lambda room=room: subprocess.run(
            argv, cwd=room, env=env, check=True, capture_output=True)))  # fmt: skip
    return Figure("hello-world, process", took, "10 s", [10.0] * ROUNDS, 1.0)


def _steps(url: str) -> Iterator[Figure]:
    """In one process: the same loop; outside of a workflow a step is a plain call."""
    _launch(url, "bench")
    try:
        rows = [(seconds(lambda: _named(STEPS)), seconds(_plain)) for _ in range(ROUNDS + 1)][1:]
    finally:
        DBOS.destroy()
    extra = [(ours - theirs) / STEPS for ours, theirs in rows]
    yield Figure("durable step, beyond a plain one", extra, "10 ms", [0.01] * ROUNDS, 1.0)


def _named(steps: int) -> None:
    with SetWorkflowID(str(uuid.uuid4())):
        empty(steps)


def _plain() -> None:
    for _ in range(STEPS):
        nothing()


def _workers(url: str) -> Iterator[Figure]:
    with _client(url) as client:
        with _working(url, 1):
            waits = [seconds(lambda: _enqueued(client, "empty", 1, 1)) for _ in range(ROUNDS + 1)]
        yield Figure("enqueue → result, of a worker", waits[1:], "0.3 s", [0.3] * ROUNDS, 1.0)
        rows = [_throughput(url, client) for _ in range(ROUNDS)]
    # 1.3 times the steps a second is 0.76 of the time, no fewer than 0.9 times is 1.11.
    one, two, four = (column(rows, number) for number in range(3))
    what = f"{WORKFLOWS * EACH} steps"
    yield Figure(f"{what}, 2 workers", two, "1 worker", one, 0.76)
    yield Figure(f"{what}, 4 workers", four, "2 workers", two, 1.11)


def _throughput(url: str, client: DBOSClient) -> tuple[float, ...]:
    """Seconds of one, two and four workers for the same work."""
    found = []
    for count in (1, 2, 4):
        with _working(url, count):
            found.append(seconds(lambda: _enqueued(client, "turns", WORKFLOWS, EACH)))
    return tuple(found)


def _enqueued(client: DBOSClient, workflow: str, count: int, steps: int) -> None:
    """So many workflows, and the results of all."""
    order = {"workflow_name": workflow, "queue_name": QUEUE, "app_version": "1"}
    handles = [client.enqueue(order, steps) for _ in range(count)]  # type: ignore[arg-type]
    for handle in handles:
        handle.get_result(polling_interval_sec=POLL)


@contextmanager
def _client(url: str) -> Iterator[DBOSClient]:
    client = DBOSClient(system_database_url=url, application_name=QUEUE)
    yield client
    client.destroy()


@contextmanager
def _working(url: str, count: int) -> Iterator[None]:
    """So many workers are ready, until the end."""
    with ExitStack() as stack:
        found = [stack.enter_context(_worker(url, f"w{number}")) for number in range(count)]
        for one in found:
            assert one.stdout
            assert one.stdout.readline() == b"ready\n"
        yield


@contextmanager
def _worker(url: str, name: str) -> "Iterator[subprocess.Popen[bytes]]":
    environment = {**os.environ, "BENCH_URL": url}
    argv = [sys.executable, __file__, name]
    with subprocess.Popen(argv, env=environment, stdout=subprocess.PIPE) as one:
        yield one
        one.kill()


def _launch(url: str, name: str) -> None:
    DBOS(
        config={
            "name": QUEUE,
            "system_database_url": url,
            "application_version": "1",
            "executor_id": name,
            "log_level": "ERROR",
        }
    )
    DBOS.launch()


def _work(name: str) -> None:
    _launch(os.environ["BENCH_URL"], name)
    DBOS.register_queue(QUEUE, worker_concurrency=2, polling_interval_sec=0.1)
    print("ready", flush=True)
    threading.Event().wait()


if __name__ == "__main__":
    if sys.argv[1:]:
        _work(sys.argv[1])
    for figure in durable():
        print(figure.row(), flush=True)
