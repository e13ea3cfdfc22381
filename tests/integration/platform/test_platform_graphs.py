"""A workflow's dependencies are a graph without circles, within one workflow."""

from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from toolkit.platform.enums import TaskType
from toolkit.platform.models import Task, TaskDependency, Workflow, WorkflowTask

FIRST, SECOND, THIRD, STRANGER = (UUID(int=number) for number in range(1, 5))
FLOW, OTHER = UUID(int=5), UUID(int=6)


@pytest.fixture
def flow(migrated: sa.Connection) -> sa.Connection:
    """Two workflows of the same three tasks, and a task that is in neither."""
    tasks = [FIRST, SECOND, THIRD, STRANGER]
    row = {"title": "Work", "type": TaskType.TESTING}
    migrated.execute(sa.insert(Task), [row | {"id": task} for task in tasks])
    for workflow in (FLOW, OTHER):
        migrated.execute(sa.insert(Workflow).values(id=workflow, name="Flow"))
        for position, task in enumerate(tasks[:3], 1):
            place = {"workflow_id": workflow, "task_id": task, "position": position}
            migrated.execute(sa.insert(WorkflowTask).values(place))
    return migrated


def depend(connection: sa.Connection, *pairs: tuple[UUID, UUID], workflow: UUID = FLOW) -> None:
    """Each first waits for each second, in one statement."""
    names = ("workflow_id", "task_id", "depends_on_id")
    rows = [dict(zip(names, (workflow, *pair), strict=True)) for pair in pairs]
    connection.execute(sa.insert(TaskDependency).values(rows))


def test_two_ways_to_one_task_are_no_circle(flow: sa.Connection) -> None:
    depend(flow, (SECOND, FIRST), (THIRD, SECOND), (THIRD, FIRST))
    assert flow.scalar(sa.select(sa.func.count()).select_from(TaskDependency)) == 3


def test_a_circle_is_refused(flow: sa.Connection) -> None:
    depend(flow, (SECOND, FIRST), (THIRD, SECOND))
    with pytest.raises(IntegrityError, match="would wait for itself"):
        depend(flow, (FIRST, THIRD))


def test_a_circle_within_one_statement_is_refused(flow: sa.Connection) -> None:
    with pytest.raises(IntegrityError, match="would wait for itself"):
        depend(flow, (FIRST, SECOND), (SECOND, FIRST))


def test_turning_a_dependency_round_into_a_circle_is_refused(flow: sa.Connection) -> None:
    depend(flow, (SECOND, FIRST), (THIRD, SECOND), (THIRD, FIRST))
    short_cut = sa.tuple_(TaskDependency.task_id, TaskDependency.depends_on_id) == (THIRD, FIRST)
    turned = sa.update(TaskDependency).values(task_id=FIRST, depends_on_id=THIRD).where(short_cut)
    with pytest.raises(IntegrityError, match="would wait for itself"):
        flow.execute(turned)


def test_another_workflow_may_go_the_other_way(flow: sa.Connection) -> None:
    depend(flow, (SECOND, FIRST))
    depend(flow, (FIRST, SECOND), workflow=OTHER)


def test_a_task_of_no_workflow_is_refused(flow: sa.Connection) -> None:
    with pytest.raises(IntegrityError, match="fk_task_dependencies_workflow_id_depends_on_id"):
        depend(flow, (FIRST, STRANGER))


def test_a_dependency_goes_with_its_task(flow: sa.Connection) -> None:
    depend(flow, (SECOND, FIRST))
    flow.execute(sa.delete(Task).where(Task.id == FIRST))
    assert not flow.execute(sa.select(TaskDependency)).all()
