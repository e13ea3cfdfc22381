"""In which order the tasks of a workflow may run, and how each run went."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    DDL,
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    event,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from toolkit.platform.enums import DependencyCondition, ExecutionOutcome
from toolkit.platform.models.base import Base, Key, Moment, reference


class TaskDependency(Base):
    """`task` may begin when `depends_on`, of the same workflow, has ended as `condition` says."""

    __tablename__ = "task_dependencies"
    __table_args__ = (
        CheckConstraint("task_id <> depends_on_id", name="ck_task_dependencies_ends"),
        ForeignKeyConstraint(
            ["workflow_id", "task_id"],
            ["workflow_tasks.workflow_id", "workflow_tasks.task_id"],
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["workflow_id", "depends_on_id"],
            ["workflow_tasks.workflow_id", "workflow_tasks.task_id"],
            ondelete="CASCADE",
        ),
        Index(None, "workflow_id", "depends_on_id"),
        {"comment": "What must have ended before a task of a workflow may begin"},
    )

    workflow_id: Mapped[UUID] = mapped_column(primary_key=True)
    task_id: Mapped[UUID] = mapped_column(primary_key=True)
    depends_on_id: Mapped[UUID] = mapped_column(primary_key=True)
    condition: Mapped[DependencyCondition] = mapped_column(
        server_default=text("'succeeded'::dependencycondition")
    )


REFUSE_CIRCLE = """\
CREATE OR REPLACE FUNCTION refuse_circle() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    PERFORM FROM workflows WHERE id = NEW.workflow_id FOR NO KEY UPDATE;
    IF EXISTS (
        WITH RECURSIVE earlier AS (
            SELECT NEW.depends_on_id AS task_id
            UNION
            SELECT d.depends_on_id FROM task_dependencies d JOIN earlier USING (task_id)
            WHERE d.workflow_id = NEW.workflow_id
        )
        SELECT FROM earlier WHERE task_id = NEW.task_id
    ) THEN
        RAISE check_violation USING MESSAGE = 'task ' || NEW.task_id || ' would wait for itself';
    END IF;
    RETURN NULL;
END
$body$"""
"""The lock makes two sessions that would close a circle together take turns."""

ON_DEPENDENCY = """\
CREATE TRIGGER refuse_circle AFTER INSERT OR UPDATE ON task_dependencies
FOR EACH ROW EXECUTE FUNCTION refuse_circle()"""

for statement in (REFUSE_CIRCLE, ON_DEPENDENCY):
    event.listen(TaskDependency.__table__, "after_create", DDL(statement))  # type: ignore[no-untyped-call]


class ExecutionLog(Base):
    """One attempt at a task, counted from 1; without an outcome it is still running."""

    __tablename__ = "execution_logs"
    __table_args__ = (
        CheckConstraint("attempt >= 1", name="ck_execution_logs_attempt"),
        CheckConstraint("finished_at >= started_at", name="ck_execution_logs_times"),
        CheckConstraint(
            "(outcome IS NOT NULL) = (finished_at IS NOT NULL)", name="ck_execution_logs_finished"
        ),
        UniqueConstraint("task_id", "attempt"),
        {"comment": "Every attempt at a task: by whom, within which workflow, how it ended"},
    )

    id: Mapped[Key]
    task_id: Mapped[UUID] = reference("tasks.id", "CASCADE", index=False)
    workflow_id: Mapped[UUID | None] = reference("workflows.id", "SET NULL")
    agent_id: Mapped[UUID | None] = reference("agents.id", "SET NULL")
    attempt: Mapped[int]
    outcome: Mapped[ExecutionOutcome | None]
    error: Mapped[str | None]
    started_at: Mapped[Moment]
    finished_at: Mapped[datetime | None]


class WorkflowSnapshot(Base):
    """A workflow as it stood at one moment, to resume from or to compare with."""

    __tablename__ = "workflow_snapshots"
    __table_args__ = (
        CheckConstraint("number >= 1", name="ck_workflow_snapshots_number"),
        UniqueConstraint("workflow_id", "number"),
        {"comment": "States of a workflow that it can be resumed from, counted from 1"},
    )

    id: Mapped[Key]
    workflow_id: Mapped[UUID] = reference("workflows.id", "CASCADE", index=False)
    number: Mapped[int]
    state: Mapped[dict[str, Any]] = mapped_column(JSONB)
    taken_at: Mapped[Moment]
