"""The smallest working day of a hive: an agent, a task worked off, a memory found again.

Every row has a fixed key, so a second run finds what the first one made and changes nothing.
"""

import time
from collections.abc import Iterator, Mapping
from uuid import NAMESPACE_DNS, UUID, uuid5

from sqlalchemy import Connection, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert

from toolkit.errors import NotConvergedError
from toolkit.findings import Outcome, Status
from toolkit.platform.embedding import embed
from toolkit.platform.enums import ContextType, EventType, MessageType, TaskStatus, TaskType
from toolkit.platform.models import (
    Agent,
    AgentEvent,
    Context,
    ContextRetrieval,
    Conversation,
    Message,
    Session,
    Task,
)
from toolkit.platform.models.base import Base

MEMORY = "The east meadow is in bloom, and the bees bring clover honey from there"
QUESTION = "where do the bees find clover"


def key(name: str) -> UUID:
    """The fixed key of the row that this example calls `name`."""
    return uuid5(NAMESPACE_DNS, f"{name}.hello.hive-toolkit")


AGENT, SESSION, TASK, TALK, CONTEXT = map(key, ("agent", "session", "task", "talk", "context"))


def hello(connection: Connection) -> Outcome:
    """Make what is absent, find the memory by vector search; the caller commits.

    NotConvergedError where the memory is not the nearest to the question.
    """
    start = time.monotonic()
    changes = tuple(_day(connection))
    distance = _find(connection)
    status = Status.CHANGED if changes else Status.UNCHANGED
    note = f'"{QUESTION}" found the memory at distance {distance:.2f}'
    return Outcome("hello", status, time.monotonic() - start, changes, (note,))


def _day(connection: Connection) -> Iterator[str]:
    yield from _arrive(connection)
    yield from _work(connection)
    yield from _remember(connection)


def _arrive(connection: Connection) -> Iterator[str]:
    scout = Agent, {"id": AGENT, "name": "hello-scout", "role": "scout"}
    session = Session, {"id": SESSION, "agent_id": AGENT, "goal": "Say hello"}
    task = {"id": TASK, "session_id": SESSION, "title": "Find clover", "type": TaskType.RESEARCH}
    talk = Conversation, {"id": TALK, "session_id": SESSION, "topic": "Clover"}
    yield from _make(connection, "agent hello-scout", *scout)
    yield from _make(connection, "session Say hello", *session)
    yield from _make(connection, "task Find clover: pending", Task, task)
    yield from _make(connection, "conversation Clover", *talk)
    yield from _tell(connection, "request", MessageType.REQUEST, "Please find clover")


def _work(connection: Connection) -> Iterator[str]:
    begun = {"status": TaskStatus.IN_PROGRESS, "agent_id": AGENT, "started_at": func.now()}
    yield from _move(connection, TaskStatus.PENDING, begun)
    yield from _note(connection, EventType.TASK_STARTED)
    done = {"status": TaskStatus.COMPLETED, "finished_at": func.now(), "result": {"found": True}}
    yield from _move(connection, TaskStatus.IN_PROGRESS, done)
    yield from _note(connection, EventType.TASK_COMPLETED)
    yield from _tell(connection, "response", MessageType.RESPONSE, "Found it in the east meadow")


def _remember(connection: Connection) -> Iterator[str]:
    memory = {
        "id": CONTEXT,
        "agent_id": AGENT,
        "session_id": SESSION,
        "type": ContextType.OBSERVATION,
        "content": MEMORY,
        "embedding": embed(MEMORY),
    }
    yield from _make(connection, "memory of the east meadow", Context, memory)
    yield from _note(connection, EventType.CONTEXT_STORED)
    retrieval = {
        "id": key("retrieval"),
        "context_id": CONTEXT,
        "agent_id": AGENT,
        "query": QUESTION,
        "distance": _find(connection),
        "useful": True,
    }
    yield from _make(connection, "memory found by vector search", ContextRetrieval, retrieval)


def _tell(connection: Connection, name: str, kind: MessageType, content: str) -> Iterator[str]:
    row = {"conversation_id": TALK, "sender_id": AGENT, "task_id": TASK, "type": kind}
    row |= {"id": key(name), "content": content}
    yield from _make(connection, f"message: {content}", Message, row)


def _note(connection: Connection, kind: EventType) -> Iterator[str]:
    row = {"id": key(kind.value), "agent_id": AGENT, "task_id": TASK, "type": kind}
    yield from _make(connection, f"event {kind.value}", AgentEvent, row)


def _make(
    connection: Connection, what: str, model: type[Base], row: Mapping[str, object]
) -> Iterator[str]:
    statement = insert(model).values(row).on_conflict_do_nothing(index_elements=["id"])
    if connection.execute(statement.returning(literal(True))).first():
        yield what


def _move(
    connection: Connection, before: TaskStatus, values: Mapping[str, object]
) -> Iterator[str]:
    statement = update(Task).where(Task.id == TASK, Task.status == before).values(values)
    if connection.execute(statement).rowcount:
        yield f"task Find clover: {before.value} → {values['status']}"


def _find(connection: Connection) -> float:
    distance = Context.embedding.cosine_distance(embed(QUESTION))
    nearest = connection.execute(
        select(Context.id, distance.label("distance")).order_by(distance).limit(1)
    ).one_or_none()
    if nearest is None or nearest.id != CONTEXT:
        raise NotConvergedError(
            f'the question "{QUESTION}" does not find the memory it was stored for',
            why=f"the nearest memory is {nearest.id if nearest else 'none'}, not {CONTEXT}",
            state="The hello was rolled back.",
            next="invoke validate shows whether the index of contexts is whole",
        )
    return float(nearest.distance)
