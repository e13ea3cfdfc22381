"""What begins by itself: schedules, their runs, and what the scheduler made of them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from toolkit.platform.enums import LoadResource, RunStatus, ScheduleKind, SchedulerVerdict, TaskType
from toolkit.platform.models.base import Base, Key, Moment, reference


class ScheduledTask(Base):
    """What tasks are made from; `kind` says how `schedule` is read."""

    __tablename__ = "scheduled_tasks"
    __table_args__ = (
        CheckConstraint("schedule <> ''::text", name="ck_scheduled_tasks_schedule"),
        Index("ix_scheduled_tasks_next_run_at", "next_run_at", postgresql_where=text("enabled")),
        {"comment": "Work that comes again, and when it comes next"},
    )

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(unique=True)
    task_type: Mapped[TaskType]
    kind: Mapped[ScheduleKind]
    schedule: Mapped[str]
    enabled: Mapped[bool] = mapped_column(server_default=text("true"))
    next_run_at: Mapped[datetime | None]
    created_at: Mapped[Moment]


class ScheduledRun(Base):
    """One time at which it was due, and the task that was made for it."""

    __tablename__ = "scheduled_runs"
    __table_args__ = (
        CheckConstraint(
            "task_id IS NULL OR status = 'started'::runstatus", name="ck_scheduled_runs_task"
        ),
        UniqueConstraint("scheduled_task_id", "due_at"),
        {"comment": "Each time that scheduled work was due, never twice for the same time"},
    )

    id: Mapped[Key]
    scheduled_task_id: Mapped[UUID] = reference("scheduled_tasks.id", "CASCADE", index=False)
    task_id: Mapped[UUID | None] = reference("tasks.id", "SET NULL")
    status: Mapped[RunStatus] = mapped_column(server_default=text("'due'::runstatus"))
    due_at: Mapped[datetime]


class SchedulerDecision(Base):
    """One look at a due run: what was decided, and at which load."""

    __tablename__ = "scheduler_decisions"
    __table_args__ = (
        CheckConstraint("load >= 0", name="ck_scheduler_decisions_load"),
        Index(None, "scheduled_run_id", "decided_at"),
        {"comment": "Why due work was begun, put off or left out"},
    )

    id: Mapped[Key]
    scheduled_run_id: Mapped[UUID] = reference("scheduled_runs.id", "CASCADE", index=False)
    verdict: Mapped[SchedulerVerdict]
    reason: Mapped[str]
    load: Mapped[float | None]
    decided_at: Mapped[Moment]


class FeatureFlag(Base):
    """A switch; `share` is the percentage of agents that it is on for."""

    __tablename__ = "feature_flags"
    __table_args__ = (
        CheckConstraint("share >= 0 AND share <= 100", name="ck_feature_flags_share"),
        {"comment": "What can be switched on and off without a new version, and for how many"},
    )

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(unique=True)
    description: Mapped[str]
    enabled: Mapped[bool] = mapped_column(server_default=text("false"))
    share: Mapped[int] = mapped_column(server_default=text("100"))
    changed_at: Mapped[Moment]


class LoadPrediction(Base):
    """The load expected of a resource, where 1 is all it can bear, and what came of it."""

    __tablename__ = "load_predictions"
    __table_args__ = (
        CheckConstraint("expected >= 0", name="ck_load_predictions_expected"),
        CheckConstraint("measured >= 0", name="ck_load_predictions_measured"),
        UniqueConstraint("resource", "expected_at"),
        {"comment": "How busy the hive expects to be at a moment, and how busy it then was"},
    )

    id: Mapped[Key]
    resource: Mapped[LoadResource]
    expected_at: Mapped[datetime]
    expected: Mapped[float]
    measured: Mapped[float | None]
    predicted_at: Mapped[Moment]
