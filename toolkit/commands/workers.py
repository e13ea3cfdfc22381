"""workers.list and workers.adopt: whose work is under way, and the dead's given to the living.

All of it is DBOS's: a schema of the hive's database that has its tables is a project's. Nothing is
known here of who lives; whoever runs the workers is.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from invoke.context import Context
from invoke.tasks import task

from toolkit.commands.answer import JSON, Answer, answering
from toolkit.errors import UsageError
from toolkit.findings import Outcome, Status

if TYPE_CHECKING:
    from dbos import DBOSClient, WorkflowStatus

SCHEMAS = """
SELECT schemaname FROM pg_tables WHERE tablename = 'workflow_status' INTERSECT
SELECT schemaname FROM pg_tables WHERE tablename = 'dbos_migrations' ORDER BY 1
"""


@task(name="list", help=JSON)
def list_(_: Context, json: bool = False) -> None:
    """Which workers have work under way, in each schema of DBOS."""
    with answering("workers.list", json=json) as answer:
        for schema, client in _projects(answer):
            for worker, work in sorted(_pending(client).items()):
                answer.finished(Outcome(f"{schema}: {worker}", Status.UNCHANGED, notes=_what(work)))
        answer.total()


@task(
    help={
        "name": "The dead worker's id, as workers.list says it.",
        "schema": "Only in this schema: where two projects call a worker the same.",
        **JSON,
    }
)
def adopt(_: Context, name: str, schema: str = "", json: bool = False) -> None:
    """Give a dead worker's work to the living. Should it wake after all, it is fenced."""
    with answering("workers.adopt", json=json) as answer:
        known: set[str] = set()
        for project, client in _projects(answer):
            found = _pending(client)
            known |= found.keys()
            if name in found and schema in ("", project):
                changes = tuple(_resumed(client, found[name]))
                answer.finished(Outcome(f"{project}: {name}", Status.CHANGED, changes=changes))
        if not answer.outcomes:
            raise UsageError(
                f"no worker {name} has work under way",
                why=f"those that have: {', '.join(sorted(known)) or 'none'}",
                state="Nothing was changed.",
                next="invoke workers.list",
            )
        answer.total()


def _projects(answer: Answer) -> Iterator[tuple[str, "DBOSClient"]]:
    """Each schema in which DBOS has its tables, and a client on it."""
    from toolkit.database.connect import dial
    from toolkit.setup.opening import open_hive

    _needs_dbos()
    hive = open_hive(answer.settings, answer, make=False)
    url = hive.whole()["DATABASE_URL"]
    with dial(hive.target().url, listener=answer, deadline=answer.settings.deadline).raw as raw:
        schemas = [str(schema) for (schema,) in raw.execute(SCHEMAS)]
    for schema in schemas:
        with _client(url, schema) as client:
            yield schema, client


@contextmanager
def _client(url: str, schema: str) -> "Iterator[DBOSClient]":
    from dbos import DBOSClient

    client = DBOSClient(system_database_url=url, dbos_system_schema=schema)
    try:
        yield client
    finally:
        client.destroy()


def _pending(client: "DBOSClient") -> "dict[str, list[WorkflowStatus]]":
    """What is under way by worker; neither inputs nor outputs are read, which are pickles."""
    found = defaultdict(list)
    for one in client.list_workflows(status="PENDING", load_input=False, load_output=False):
        found[one.executor_id or "?"].append(one)
    return found


def _what(work: "Sequence[WorkflowStatus]") -> tuple[str, ...]:
    return tuple(f"{one.name} {one.workflow_id}" for one in work)


def _resumed(client: "DBOSClient", work: "Sequence[WorkflowStatus]") -> Iterator[str]:
    """Each back in the queue that it came from."""
    by_queue = defaultdict(list)
    for one in work:
        by_queue[one.queue_name].append(one.workflow_id)
    for queue, ids in by_queue.items():
        client.resume_workflows(ids, queue_name=queue)
    yield from _what(work)


def _needs_dbos() -> None:
    try:
        import dbos  # noqa: F401
    except ImportError:
        raise UsageError(
            "DBOS, in which the examples' workers keep their work, is not installed",
            why="it comes with the extra [agents]",
            next="pip install 'hive-toolkit[agents]'",
        ) from None
