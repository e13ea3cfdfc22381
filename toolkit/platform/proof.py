"""The platform's own hello and proof, behind the setting `proof`."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Select, func, insert, select, text
from sqlalchemy.exc import DBAPIError

from toolkit.errors import NotConvergedError
from toolkit.platform import hello as example
from toolkit.platform.embedding import embed
from toolkit.platform.enums import CORE_ENUMS, ContextType, EventType, TaskType
from toolkit.platform.models import Agent, AgentEvent, Context, Task

Proof = Callable[[Connection], str]
BEES = "A beehive stands under the old lime tree"
MEMORIES = (BEES, "Rain is due on Tuesday", "Copper turns green with the years")


def hello(connection: Connection) -> Sequence[str]:
    """The changes that the hello example made; empty where it found them made."""
    return example.hello(connection).changes


def _write(connection: Connection) -> str:
    agent, task = uuid4(), uuid4()
    work = {"id": task, "agent_id": agent, "title": "Prove it", "type": TaskType.TESTING}
    event = {"agent_id": agent, "task_id": task, "type": EventType.TASK_STARTED}
    connection.execute(insert(Agent).values(id=agent, name=f"proof-{agent}", role="witness"))
    connection.execute(insert(Task).values(work))
    connection.execute(insert(AgentEvent).values(event))
    joined = select(Task.status).join(AgentEvent).where(AgentEvent.agent_id == agent)
    statuses = connection.scalars(joined).all()
    _expect(len(statuses) == 1, f"wrote one task with one event, read {len(statuses)}")
    return f"an agent, its {statuses[0].value} task and an event written and read back"


def _vector(connection: Connection) -> str:
    _remember(connection)
    distance = Context.embedding.cosine_distance(embed("a beehive under a tree"))
    query = select(Context.content, distance.label("distance")).order_by(distance).limit(1)
    found = connection.execute(query).one()
    _expect(found.content == BEES, f'the memory nearest to "beehive" is "{found.content}"')
    _expect_index(connection, query, "ix_contexts_embedding")
    return f"nearest of {len(MEMORIES)} memories at distance {found.distance:.2f}"


def _trigram(connection: Connection) -> str:
    _remember(connection)
    likeness = func.word_similarity("behive", Context.content)
    query = select(Context.content, likeness.label("likeness")).order_by(likeness.desc())
    query = query.where(Context.content.op("%>")("behive"))
    found = connection.execute(query).first()
    _expect(found is not None and found.content == BEES, '"behive" does not find "beehive"')
    _expect_index(connection, query, "ix_contexts_content")
    return f'"beehive" found by "behive" with likeness {found.likeness if found else 0:.2f}'


def _enum(connection: Connection) -> str:
    for name, labels in CORE_ENUMS.items():
        accepted = text(f"SELECT CAST(CAST(:labels AS text[]) AS {name}[])::text[]")
        connection.execute(accepted, {"labels": list(labels)})
        _expect(_refuses(connection, name), f"{name} takes a label that it does not have")
    return f"{len(CORE_ENUMS)} enum types take each of their labels and refuse another"


def _refuses(connection: Connection, name: str) -> bool:
    try:
        with connection.begin_nested():
            connection.execute(text(f"SELECT CAST(CAST('no such label' AS text) AS {name})"))
    except DBAPIError as error:
        return getattr(error.orig, "sqlstate", None) == "22P02"
    return False


def _remember(connection: Connection) -> None:
    for content in MEMORIES:
        row = {"type": ContextType.OBSERVATION, "content": content, "embedding": embed(content)}
        connection.execute(insert(Context).values(row))


def _expect_index(connection: Connection, query: Select[Any], index: str) -> None:
    """The planner is left no other way to go, so that a small table shows it as well."""
    connection.execute(text("SET LOCAL enable_seqscan = off"))
    connection.execute(text("SET LOCAL enable_sort = off"))
    statement = query.compile(connection, compile_kwargs={"literal_binds": True})
    plan = connection.exec_driver_sql(f"EXPLAIN {statement}").scalars()
    _expect(index in "\n".join(plan), f"the search does not go through {index}")


def _expect(holds: bool, otherwise: str) -> None:
    if not holds:
        raise NotConvergedError(f"not proved: {otherwise}")


def _proof(body: Proof, connection: Connection) -> str:
    """What `body` does is undone, and what PostgreSQL says against it is what is wrong."""
    savepoint = connection.begin_nested()
    try:
        return body(connection)
    except DBAPIError as error:
        raise NotConvergedError(f"not proved: {str(error.orig).splitlines()[0]}") from None
    finally:
        savepoint.rollback()


PROOFS: tuple[tuple[str, Proof], ...] = (
    ("write", partial(_proof, _write)),
    ("vector search", partial(_proof, _vector)),
    ("trigram search", partial(_proof, _trigram)),
    ("enum", partial(_proof, _enum)),
)
"""Each returns a line of evidence, or raises NotConvergedError; none leaves anything behind."""
