"""Tasks that belong together."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from toolkit.platform.enums import WorkflowStatus
from toolkit.platform.models.base import Base, Key, Moment, reference


class Workflow(Base):
    """A plan of several tasks towards one end; without `max_parallel` all may run at once."""

    __tablename__ = "workflows"
    __table_args__ = (
        CheckConstraint("finished_at >= created_at", name="ck_workflows_times"),
        CheckConstraint("max_parallel >= 1", name="ck_workflows_max_parallel"),
        {"comment": "Plans that join several tasks towards one end"},
    )

    id: Mapped[Key]
    session_id: Mapped[UUID | None] = reference("sessions.id", "CASCADE")
    name: Mapped[str]
    status: Mapped[WorkflowStatus] = mapped_column(server_default=text("'draft'::workflowstatus"))
    definition: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'::jsonb"))
    created_at: Mapped[Moment]
    finished_at: Mapped[datetime | None]
    max_parallel: Mapped[int | None]
    started_at: Mapped[datetime | None]


class WorkflowTask(Base):
    """A task's place in a workflow, counted from 1."""

    __tablename__ = "workflow_tasks"
    __table_args__ = (
        CheckConstraint('"position" >= 1', name="ck_workflow_tasks_position"),
        UniqueConstraint("workflow_id", "position"),
        {"comment": "Which tasks a workflow consists of, and in which order they come"},
    )

    workflow_id: Mapped[UUID] = mapped_column(
        ForeignKey("workflows.id", ondelete="CASCADE"), primary_key=True
    )
    task_id: Mapped[UUID] = mapped_column(
        ForeignKey("tasks.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    position: Mapped[int]
