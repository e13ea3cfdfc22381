"""When agents sleep, what they wake up with, and what becomes of memories meanwhile."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from toolkit.platform.enums import ConsolidationStatus
from toolkit.platform.models.base import Base, Key, Moment, reference


class SleepWindow(Base):
    """One sleep of an agent, planned or taken; no end means until something wakes it."""

    __tablename__ = "sleep_windows"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ck_sleep_windows_times"),
        UniqueConstraint("agent_id", "starts_at"),
        {"comment": "When an agent sleeps and why; without an end, until something wakes it"},
    )

    id: Mapped[Key]
    agent_id: Mapped[UUID] = reference("agents.id", "CASCADE", index=False)
    reason: Mapped[str]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]


class Checkpoint(Base):
    """What an agent had in mind at one moment; `restored_at` is when it last went on from it."""

    __tablename__ = "checkpoints"
    __table_args__ = (
        CheckConstraint("restored_at >= created_at", name="ck_checkpoints_times"),
        Index(None, "agent_id", "created_at"),
        {"comment": "What an agent had in mind, to go on with after sleep or a crash"},
    )

    id: Mapped[Key]
    agent_id: Mapped[UUID] = reference("agents.id", "CASCADE", index=False)
    task_id: Mapped[UUID | None] = reference("tasks.id", "SET NULL")
    sleep_window_id: Mapped[UUID | None] = reference("sleep_windows.id", "SET NULL")
    state: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'::jsonb"))
    created_at: Mapped[Moment]
    restored_at: Mapped[datetime | None]


class ConsolidationJob(Base):
    """One pass over an agent's memories; `problem` says why it failed."""

    __tablename__ = "consolidation_jobs"
    __table_args__ = (
        CheckConstraint(
            "contexts_kept >= 0 AND contexts_kept <= contexts_read",
            name="ck_consolidation_jobs_contexts",
        ),
        CheckConstraint("finished_at >= started_at", name="ck_consolidation_jobs_times"),
        CheckConstraint(
            "(status IN ('completed', 'failed', 'skipped')) = (finished_at IS NOT NULL)",
            name="ck_consolidation_jobs_finished",
        ),
        CheckConstraint(
            "(status = 'failed'::consolidationstatus) = (problem IS NOT NULL)",
            name="ck_consolidation_jobs_problem",
        ),
        Index(
            "ix_consolidation_jobs_unfinished",
            "status",
            postgresql_where=text("finished_at IS NULL"),
        ),
        {"comment": "Work on memories while an agent sleeps: how many were read, how many kept"},
    )

    id: Mapped[Key]
    sleep_window_id: Mapped[UUID] = reference("sleep_windows.id", "CASCADE")
    status: Mapped[ConsolidationStatus] = mapped_column(
        server_default=text("'pending'::consolidationstatus")
    )
    contexts_read: Mapped[int] = mapped_column(server_default=text("0"))
    contexts_kept: Mapped[int] = mapped_column(server_default=text("0"))
    problem: Mapped[str | None]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
