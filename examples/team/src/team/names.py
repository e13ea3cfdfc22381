"""Fixed keys: what is written twice is the same row, so a step may run again."""

from uuid import NAMESPACE_DNS, UUID, uuid5

ROLES = ("planner", "coder", "reviewer", "tester", "merger")


def key(*parts: object) -> UUID:
    """The same parts give the same key, in every process and for ever."""
    return uuid5(NAMESPACE_DNS, ".".join(["team", *map(str, parts)]))


def agent(role: str, worker: str) -> UUID:
    return key("agent", role, worker)


def run_of(workflow: str) -> str:
    """Workflows are called RUN, RUN/TASK and RUN/TASK/merge-ROUND."""
    return workflow.split("/")[0]


def task_of(workflow: str) -> UUID | None:
    """The task that a workflow serves; none where it serves all of a run."""
    parts = workflow.split("/")
    return key("task", *parts[:2]) if len(parts) > 1 else None
