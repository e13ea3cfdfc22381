"""A worker: a process that works until it is told to stop, or dies."""

import os
import signal
import threading

from dbos import DBOS
from sqlalchemy import select
from sqlalchemy.exc import ProgrammingError

from integrations import mailing, settings
from integrations.client import url
from integrations.models import letters

BEAT = 1.0  # seconds between two signs of life


def work() -> None:
    """Until SIGTERM or ^C. What is under way then is gone on with by the next of that slot."""
    stop = threading.Event()
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, lambda *_: stop.set())
    _look()
    sign = settings.sign_of_life()
    sign.parent.mkdir(parents=True, exist_ok=True)
    _launch()
    print(f"worker {settings.slot()}, version {settings.VERSION}", flush=True)
    while not stop.is_set():
        sign.touch()
        stop.wait(BEAT)
    sign.unlink()
    os._exit(0)  # as if killed: what is under way needs no goodbye, and nobody waits for it


def _look() -> None:
    """Every column is there. Before it is, no work is taken up: it would fail, and stay failed."""
    try:
        with mailing.engine().connect() as connection:
            connection.execute(select(letters).limit(0))
    except ProgrammingError:
        raise settings.SettingsError(
            "this code's tables are not there. Next: hive bootstrap"
        ) from None


def _launch() -> None:
    """Works from here on, and goes on with what this slot left."""
    DBOS(config={
        "name": settings.NAME,
        "system_database_url": url(),
        "application_version": settings.VERSION,
        "executor_id": settings.slot(),
        "log_level": "ERROR",
    })  # fmt: skip
    DBOS.launch()
    DBOS.register_queue(mailing.QUEUE, worker_concurrency=2, polling_interval_sec=0.1)
