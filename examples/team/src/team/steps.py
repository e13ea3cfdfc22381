"""A step: what DBOS records once it is done, and what leaves an event each time it begins."""

import json
import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from dbos import DBOS

from team import live, names
from team.database import execute, patient

P = ParamSpec("P")
R = TypeVar("R")
EVENT = """INSERT INTO agent_events (agent_id, task_id, type, details)
           VALUES (:agent, :task, :kind, :details)"""


def step(role: str, kind: str = "tool_called") -> Callable[[Callable[P, R]], Callable[P, R]]:
    """A step by an agent of this role; `kind` is a label of the enum type eventtype.

    It may run again when a worker dies before the end of it is recorded: what it does must be
    the same when it is done twice.
    """

    def decorate(body: Callable[P, R]) -> Callable[P, R]:
        @DBOS.step(name=body.__name__)
        @wraps(body)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            began(body.__name__, role, kind)
            return patient(lambda: body(*args, **kwargs))

        return run

    return decorate


def began(step_name: str, role: str, kind: str) -> None:
    """An event in the hive, one for each time a step begins; and for whoever is watching."""
    workflow, number = str(DBOS.workflow_id), DBOS.step_id
    details = {"step": step_name, "workflow": workflow, "number": number, "role": role,
               "worker": DBOS.executor_id, "at": time.time()}  # fmt: skip
    row = {
        "agent": names.agent(role, DBOS.executor_id),
        "task": names.task_of(workflow),
        "kind": kind,
        "details": json.dumps(details),
    }
    patient(lambda: execute(EVENT, **row))
    live.tell(details)
