"""Which task comes next, who gets it, and how those are who decide it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from toolkit.platform.enums import TaskType
from toolkit.platform.models.base import Base, Key, Moment, reference


class QueueEntry(Base):
    """A task's place in the queue, smallest first; a place between two others is a number between.

    `agent_id` is who has claimed it, empty again where that agent is gone.
    """

    __tablename__ = "queue_entries"
    __table_args__ = (
        CheckConstraint("attempts >= 0", name="ck_queue_entries_attempts"),
        CheckConstraint(
            "agent_id IS NULL OR claimed_at IS NOT NULL", name="ck_queue_entries_claimed"
        ),
        Index("ix_queue_entries_waiting", "position", postgresql_where=text("claimed_at IS NULL")),
        {"comment": "Each waiting task's place in the queue, and the agent that has claimed it"},
    )

    id: Mapped[Key]
    task_id: Mapped[UUID] = mapped_column(ForeignKey("tasks.id", ondelete="CASCADE"), unique=True)
    agent_id: Mapped[UUID | None] = reference("agents.id", "SET NULL")
    position: Mapped[float]
    attempts: Mapped[int] = mapped_column(server_default=text("0"))
    available_at: Mapped[Moment]
    claimed_at: Mapped[datetime | None]


class CapabilityScore(Base):
    """How good one agent is at one type of task, from 0 to 1."""

    __tablename__ = "capability_scores"
    __table_args__ = (
        CheckConstraint("score >= 0 AND score <= 1", name="ck_capability_scores_score"),
        CheckConstraint("samples >= 0", name="ck_capability_scores_samples"),
        UniqueConstraint("agent_id", "task_type"),
        Index(None, "task_type", "score"),
        {"comment": "How good an agent is at a type of task, and how many tasks say so"},
    )

    id: Mapped[Key]
    agent_id: Mapped[UUID] = reference("agents.id", "CASCADE", index=False)
    task_type: Mapped[TaskType]
    score: Mapped[float]
    samples: Mapped[int] = mapped_column(server_default=text("0"))
    updated_at: Mapped[Moment]


class RoutingDecision(Base):
    """One decision about one task; without an agent, nobody was fit for it."""

    __tablename__ = "routing_decisions"
    __table_args__ = (
        CheckConstraint("reason <> ''::text", name="ck_routing_decisions_reason"),
        Index(None, "task_id", "decided_at"),
        {"comment": "Which agent a task was given to, out of which candidates and why"},
    )

    id: Mapped[Key]
    task_id: Mapped[UUID] = reference("tasks.id", "CASCADE", index=False)
    agent_id: Mapped[UUID | None] = reference("agents.id", "SET NULL")
    reason: Mapped[str]
    candidates: Mapped[list[dict[str, Any]]] = mapped_column(
        JSONB, server_default=text("'[]'::jsonb")
    )
    decided_at: Mapped[Moment]


class OrchestratorHealth(Base):
    """One report of one orchestrator; no `problem` means that it is well."""

    __tablename__ = "orchestrator_health"
    __table_args__ = (
        CheckConstraint("waiting >= 0 AND running >= 0", name="ck_orchestrator_health_tasks"),
        Index(None, "instance", "reported_at"),
        {"comment": "What each orchestrator said of itself: how busy it is and what ails it"},
    )

    id: Mapped[Key]
    instance: Mapped[str]
    problem: Mapped[str | None]
    waiting: Mapped[int]
    running: Mapped[int]
    reported_at: Mapped[Moment]
