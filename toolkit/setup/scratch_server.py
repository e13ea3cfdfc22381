"""A server for scratch databases: our own, forgetful and in memory where there is room."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import URL

from toolkit.findings import Listener
from toolkit.services import ports
from toolkit.services.embedded import payload
from toolkit.services.embedded.postgres import EmbeddedPostgres
from toolkit.setup import run_folder

FORGETFUL = ("fsync=off", "full_page_writes=off", "max_connections=200")
LOCKS = "max_locks_per_transaction=1024"
"""Whatever is made and undone again in one transaction leaves a lock behind."""
COPIED = " STRATEGY file_copy"
"""Faster than through the log where nothing is flushed to a disk, and much slower elsewhere."""


def version() -> str:
    """Which server it would be."""
    if payload.wants_pg0():
        return payload.pg0_wheel().parent.parent.name
    return payload.postgres_wheel().name


@contextmanager
def served(deadline: float, listener: Listener) -> Iterator[URL]:
    """The URL of its superuser; it is gone when the block is left."""
    with run_folder.joined(uuid.uuid4().hex[:12]) as home:
        postgres = EmbeddedPostgres(
            state=home / ".hive/postgres",
            port=ports.free()[0],
            database="hive",
            role="hive",
            password=uuid.uuid4().hex,
            listener=listener,
            options=(*FORGETFUL, LOCKS),
        )
        postgres.start(deadline)
        yield postgres.admin_url()
