"""One worker: a process that works until it is told to stop, or dies."""

import fcntl
import os
import re
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from dbos import DBOS

from team import engine, ledger, live, settings, tester, workflows
from team.database import patient
from team.models import chosen

AT_ONCE = 2  # tasks in one worker: while one waits for its model, the other computes


def work(name: str) -> None:
    """Until SIGTERM or ^C. What is under way then is gone on with by the next of that name."""
    stop = threading.Event()
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, lambda *_: stop.set())
    with _alone(name):
        print(f"worker {name}: model {chosen()}, sandbox {tester.box().header}", flush=True)
        patient(lambda: ledger.arrive(name, os.getpid()))
        _launch(name)
        live.appear(name)
        live.stay_present(name, stop)
        live.leave(name)
        ledger.depart(name)
        os._exit(0)  # as if killed: what is under way needs no goodbye, and nobody waits for it


def _launch(worker: str) -> None:
    """Works from here on, as `worker`, and goes on with what that left."""
    DBOS(config={
        "name": engine.NAME,
        "system_database_url": engine.url(),
        "dbos_system_schema": settings.SCHEMA,
        "application_version": engine.VERSION,
        "executor_id": worker,
        "sys_db_pool_size": 8,
        "sys_db_idle_transaction_timeout_sec": settings.FROZEN,
        "db_engine_kwargs": {"connect_args": {"application_name": f"team-{worker}"}},
        "log_level": "ERROR",
    })  # fmt: skip
    assert workflows  # they must be known before
    DBOS.launch()
    DBOS.register_queue(engine.LEADS, worker_concurrency=AT_ONCE, polling_interval_sec=0.1)
    DBOS.register_queue(engine.CODERS, worker_concurrency=AT_ONCE, polling_interval_sec=0.1)
    DBOS.register_queue(engine.MERGES, global_concurrency=1, polling_interval_sec=0.2)


@contextmanager
def _alone(name: str) -> Iterator[None]:
    """Two processes of one name would undo each other's work; DBOS has no way to tell them."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9_.-]{0,40}", name):
        raise settings.SettingsError(f"a worker cannot be called {name!r}: letters, digits, - _ .")
    settings.home().mkdir(parents=True, exist_ok=True)
    with (settings.home() / f"worker-{name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise settings.SettingsError(f"a worker {name} is there already") from None
        yield
