"""What is to be done, and where it is talked over."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from toolkit.platform.enums import TaskPriority, TaskStatus, TaskType
from toolkit.platform.models.base import Base, Key, Moment, reference


class Task(Base):
    """One piece of work; `agent_id` is whoever has it."""

    __tablename__ = "tasks"
    __table_args__ = (
        CheckConstraint("title <> ''::text", name="ck_tasks_title"),
        CheckConstraint("finished_at >= started_at", name="ck_tasks_times"),
        CheckConstraint(
            "(status IN ('completed', 'failed', 'cancelled')) = (finished_at IS NOT NULL)",
            name="ck_tasks_finished",
        ),
        CheckConstraint("max_attempts >= 1", name="ck_tasks_max_attempts"),
        Index(None, "status", "priority", "created_at"),
        Index(
            "ix_tasks_title",
            "title",
            postgresql_using="gin",
            postgresql_ops={"title": "gin_trgm_ops"},
        ),
        Index(
            "ix_tasks_unfinished",
            "agent_id",
            "priority",
            postgresql_where=text("finished_at IS NULL"),
        ),
        {"comment": "Pieces of work, who has them and what came of them"},
    )

    id: Mapped[Key]
    session_id: Mapped[UUID | None] = reference("sessions.id", "CASCADE")
    agent_id: Mapped[UUID | None] = reference("agents.id", "SET NULL")
    title: Mapped[str]
    description: Mapped[str] = mapped_column(server_default=text("''::text"))
    type: Mapped[TaskType]
    status: Mapped[TaskStatus] = mapped_column(server_default=text("'pending'::taskstatus"))
    priority: Mapped[TaskPriority] = mapped_column(server_default=text("'normal'::taskpriority"))
    result: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    created_at: Mapped[Moment]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    max_attempts: Mapped[int] = mapped_column(server_default=text("1"))
    due_at: Mapped[datetime | None]


class Conversation(Base):
    """A thread of messages within a session."""

    __tablename__ = "conversations"
    __table_args__ = ({"comment": "Threads in which the agents of a session exchange messages"},)

    id: Mapped[Key]
    session_id: Mapped[UUID] = reference("sessions.id", "CASCADE")
    topic: Mapped[str]
    created_at: Mapped[Moment]
