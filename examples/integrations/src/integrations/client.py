"""DBOS from outside: orders, and what is left to do. Nothing here does any work."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from dbos import DBOS, DBOSClient, WorkflowStatus

from integrations import settings
from integrations.mailing import QUEUE

OPEN = ["ENQUEUED", "DELAYED", "PENDING"]


def url() -> str:
    """With the password: for DBOS alone."""
    return settings.database().render_as_string(hide_password=False)


@contextmanager
def client() -> Iterator[DBOSClient]:
    DBOS.migrate(url())  # its tables; several processes may do that at once
    found = DBOSClient(system_database_url=url(), application_name=settings.NAME)
    try:
        yield found
    finally:
        found.destroy()


def order(dbos: DBOSClient, name: str, readers: Sequence[str]) -> None:
    """A mailing into the queue. The same name twice is one mailing."""
    dbos.enqueue(
        {
            "workflow_name": "mailing",
            "queue_name": QUEUE,
            "workflow_id": name,
            "app_version": settings.VERSION,
        },
        name,
        list(readers),
    )


def left(dbos: DBOSClient) -> Sequence[WorkflowStatus]:
    """Mailings that are not done, of any version."""
    return dbos.list_workflows(status=OPEN, load_input=False, load_output=False)
