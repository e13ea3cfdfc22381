"""The hello example: makes what is absent, once."""

import pytest
import sqlalchemy as sa

from toolkit.errors import NotConvergedError
from toolkit.findings import Status
from toolkit.platform import proof
from toolkit.platform.enums import TaskStatus
from toolkit.platform.hello import CONTEXT, TASK, hello
from toolkit.platform.models import AgentEvent, Context, Message, Task


def test_the_second_time_changes_nothing_and_says_so(migrated: sa.Connection) -> None:
    first, second = hello(migrated), hello(migrated)
    assert first.status is Status.CHANGED
    assert "task Find clover: in_progress → completed" in first.changes
    assert second.status is Status.UNCHANGED
    assert second.changes == ()
    assert "at distance 0." in second.notes[0]


def test_a_task_is_worked_off_with_its_events_and_messages(migrated: sa.Connection) -> None:
    proof.hello(migrated)
    assert migrated.scalar(sa.select(Task.status).where(Task.id == TASK)) is TaskStatus.COMPLETED
    assert migrated.scalar(sa.select(sa.func.count()).select_from(AgentEvent)) == 3
    assert migrated.scalar(sa.select(sa.func.count()).select_from(Message)) == 2


def test_what_was_deleted_is_made_again_and_nothing_else(migrated: sa.Connection) -> None:
    hello(migrated)
    migrated.execute(sa.delete(Context))
    changes = proof.hello(migrated)
    assert changes == ("memory of the east meadow", "memory found by vector search")
    assert proof.hello(migrated) == ()


def test_a_memory_that_is_not_found_is_an_error(migrated: sa.Connection) -> None:
    hello(migrated)
    migrated.execute(sa.update(Context).where(Context.id == CONTEXT).values(embedding=None))
    with pytest.raises(NotConvergedError, match="does not find the memory"):
        hello(migrated)
