"""DBOS: where each step of an answer is recorded as it ends, and under which names."""

import fcntl
import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from dbos import DBOS, SetWorkflowID, WorkflowHandle
from pydantic_ai.exceptions import AgentRunError

from librarian import model
from librarian.librarian import NOTES, Proven, ask

VERSION = "2"  # of the order of the steps; DBOS takes up only what this version began
PLACE = hashlib.sha256(str(Path.cwd()).encode()).hexdigest()[:8]
"""Of this folder: DBOS takes up whatever is pending under its name."""
QUEUE, AT_ONCE = f"questions-{PLACE}", 2  # while one waits for its model, the other works


class EngineError(Exception):
    """Nothing was begun. Says what to type."""


@DBOS.workflow()
async def run(question: str) -> Proven | str:
    """The answer, or why there is none. After a kill it goes on behind its last recorded step."""
    try:
        return await ask(question)
    except AgentRunError as error:
        return f"no answer: {error}"


@contextmanager
def running() -> Iterator[None]:
    """DBOS works, in one process at a time."""
    url = os.environ.get("DATABASE_URL", "")
    if not urlsplit(url).hostname:  # DBOS would use a file; over a socket it dies with the server
        raise EngineError('DATABASE_URL names no host. Next: eval "$(invoke env --export)"')
    with (NOTES / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise EngineError("another process answers here. Next: wait for it") from None
        DBOS(
            config={
                "name": f"librarian-{PLACE}",
                "system_database_url": url,
                "dbos_system_schema": "librarian",
                "application_version": f"{VERSION}-{PLACE}",
                "log_level": "ERROR",
            }
        )
        DBOS.launch()
        DBOS.register_queue(QUEUE, worker_concurrency=AT_ONCE, polling_interval_sec=0.1)
        try:
            yield
        finally:
            DBOS.destroy()


def begun(question: str) -> WorkflowHandle[Proven | str]:
    """The same question about the same notes is the same run. One without an answer is anew."""
    name = _name(question)
    status = DBOS.get_workflow_status(name)
    if status and (status.error or isinstance(status.output, str)):
        DBOS.delete_workflow(name)
    elif status:
        print(f"goes on  behind {len(DBOS.list_workflow_steps(name))} recorded steps", flush=True)
        return DBOS.retrieve_workflow(name)
    start: Callable[[str], Any] = run  # DBOS waits for what it comes to
    with SetWorkflowID(name):
        return DBOS.enqueue_workflow(QUEUE, start, question)


def _name(question: str) -> str:
    notes = [path.read_bytes() for path in sorted(NOTES.glob("*.md"))]
    text = "\0".join([VERSION, PLACE, model.name(), question]).encode()
    return hashlib.sha256(b"\0".join([text, *notes])).hexdigest()[:32]
