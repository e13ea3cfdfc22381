"""DBOS from outside: orders, and whose work is whose. Nothing here does any work."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from dbos import DBOS, DBOSClient, WorkflowStatus

from team import names, settings

PLACE = str(names.key("place", settings.home()))[:8]
"""Of the repository. Whoever works on another one is another application, with queues of its own,
though on the same hive."""
NAME = f"hive-team-{PLACE}"
VERSION = f"{settings.VERSION}-{PLACE}"  # DBOS wants it to be one application's
LEADS, CODERS, MERGES = f"leads-{PLACE}", f"coders-{PLACE}", f"merges-{PLACE}"


def migrate() -> None:
    """DBOS's tables are there. Several workers may begin at once: it takes a lock."""
    DBOS.migrate(url(), schema=settings.SCHEMA)


@contextmanager
def client() -> Iterator[DBOSClient]:
    found = DBOSClient(
        system_database_url=url(),
        dbos_system_schema=settings.SCHEMA,
        application_name=NAME,
    )
    try:
        yield found
    finally:
        found.destroy()


def submit(dbos: DBOSClient, run: str, request: str) -> None:
    """The same run twice is one run."""
    dbos.enqueue(
        {
            "workflow_name": "lead",
            "queue_name": LEADS,
            "workflow_id": run,
            "app_version": VERSION,
        },
        request,
    )
    if dbos.retrieve_workflow(run).get_status().application_name != NAME:
        raise settings.SettingsError(f"another project of this hive has a run {run}: name it anew")


def pending(dbos: DBOSClient) -> Mapping[str, list[WorkflowStatus]]:
    """What is under way, by worker. What merely waits in a queue belongs to none yet."""
    found: dict[str, list[WorkflowStatus]] = defaultdict(list)
    for one in dbos.list_workflows(
        status="PENDING", application_name=NAME, load_input=False, load_output=False
    ):
        found[one.executor_id or ""].append(one)
    return found


def adopt(dbos: DBOSClient, worker: str) -> list[str]:
    """Give what a dead worker was doing back to its queues, where the living find it.

    Should that worker wake after all, it is fenced: DBOS takes no result from whoever does not
    own the workflow any more.
    """
    by_queue: dict[str | None, list[str]] = defaultdict(list)
    for one in pending(dbos).get(worker, []):
        by_queue[one.queue_name].append(one.workflow_id)
    for queue, ids in by_queue.items():
        dbos.resume_workflows(ids, queue_name=queue)
    return [one for ids in by_queue.values() for one in ids]


def url() -> str:
    """With the password: for DBOS alone."""
    return settings.database().render_as_string(hide_password=False)
