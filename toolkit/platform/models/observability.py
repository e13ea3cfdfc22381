"""What can be seen of the hive's work: events, words and figures."""

from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from toolkit.platform.enums import EventType, Speaker
from toolkit.platform.models.base import Base, Key, Moment, reference


class AgentEvent(Base):
    """One thing that happened; `details` depend on its type."""

    __tablename__ = "agent_events"
    __table_args__ = (
        Index(None, "agent_id", "occurred_at"),
        Index("ix_agent_events_occurred_at", "occurred_at", postgresql_using="brin"),
        Index("ix_agent_events_details", "details", postgresql_using="gin"),
        {"comment": "What happened to each agent and by its hand; only ever appended to"},
    )

    id: Mapped[Key]
    agent_id: Mapped[UUID] = reference("agents.id", "CASCADE", index=False)
    task_id: Mapped[UUID | None] = reference("tasks.id", "SET NULL")
    type: Mapped[EventType]
    details: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'::jsonb"))
    occurred_at: Mapped[Moment]


class Transcript(Base):
    """One turn between an agent and its language model, counted from 1."""

    __tablename__ = "transcripts"
    __table_args__ = (
        CheckConstraint("turn >= 1", name="ck_transcripts_turn"),
        CheckConstraint("tokens >= 0", name="ck_transcripts_tokens"),
        UniqueConstraint("session_id", "agent_id", "turn"),
        {"comment": "Every turn between an agent and its language model, and what it cost"},
    )

    id: Mapped[Key]
    session_id: Mapped[UUID] = reference("sessions.id", "CASCADE", index=False)
    agent_id: Mapped[UUID] = reference("agents.id", "CASCADE")
    turn: Mapped[int]
    speaker: Mapped[Speaker]
    content: Mapped[str]
    tokens: Mapped[int] = mapped_column(server_default=text("0"))
    created_at: Mapped[Moment]


class PerformanceMetric(Base):
    """One measured figure."""

    __tablename__ = "performance_metrics"
    __table_args__ = (
        Index(None, "name", "measured_at"),
        Index(
            "ix_performance_metrics_labels",
            "labels",
            postgresql_using="gin",
            postgresql_ops={"labels": "jsonb_path_ops"},
        ),
        {"comment": "Measured figures of agents and tasks, told apart by name and labels"},
    )

    id: Mapped[Key]
    agent_id: Mapped[UUID | None] = reference("agents.id", "CASCADE")
    task_id: Mapped[UUID | None] = reference("tasks.id", "SET NULL")
    name: Mapped[str]
    value: Mapped[float]
    unit: Mapped[str]
    labels: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'::jsonb"))
    measured_at: Mapped[Moment]
