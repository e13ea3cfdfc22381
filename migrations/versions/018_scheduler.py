"""The scheduler: work that comes again, decisions about it, feature flags, load predictions."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ENUM

from toolkit import ensure

revision = "018"
down_revision = "017"
branch_labels = None
depends_on = None

ENUMS = {
    "schedulekind": ("cron", "interval", "once"),
    "runstatus": ("due", "started", "skipped", "missed"),
    "schedulerverdict": ("start", "defer", "skip"),
    "loadresource": ("agents", "queue", "database", "language_model"),
}


def upgrade() -> None:
    for name, labels in ENUMS.items():
        ensure.enum(name, *labels)
    _scheduled_tasks()
    _scheduled_runs()
    _scheduler_decisions()
    _feature_flags()
    _load_predictions()


def downgrade() -> None:
    ensure.no_table("load_predictions")
    ensure.no_table("feature_flags")
    ensure.no_table("scheduler_decisions")
    ensure.no_table("scheduled_runs")
    ensure.no_table("scheduled_tasks")
    for name in reversed(ENUMS):
        ensure.no_enum(name)


def _scheduled_tasks() -> None:
    ensure.table(
        "scheduled_tasks",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("task_type", ENUM(name="tasktype", create_type=False), nullable=False),
        sa.Column("kind", ENUM(name="schedulekind", create_type=False), nullable=False),
        sa.Column("schedule", sa.Text(), nullable=False),
        sa.Column("enabled", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("next_run_at", sa.DateTime(timezone=True)),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name="pk_scheduled_tasks"),
        sa.UniqueConstraint("name", name="uq_scheduled_tasks_name"),
        sa.CheckConstraint("schedule <> ''::text", name="ck_scheduled_tasks_schedule"),
        comment="Work that comes again, and when it comes next",
    )
    ensure.index(
        "ix_scheduled_tasks_next_run_at",
        "scheduled_tasks",
        ["next_run_at"],
        postgresql_where=sa.text("enabled"),
    )


def _scheduled_runs() -> None:
    ensure.table(
        "scheduled_runs",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("scheduled_task_id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid()),
        sa.Column(
            "status",
            ENUM(name="runstatus", create_type=False),
            server_default=sa.text("'due'::runstatus"),
            nullable=False,
        ),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_scheduled_runs"),
        sa.UniqueConstraint(
            "scheduled_task_id", "due_at", name="uq_scheduled_runs_scheduled_task_id_due_at"
        ),
        sa.CheckConstraint(
            "task_id IS NULL OR status = 'started'::runstatus", name="ck_scheduled_runs_task"
        ),
        sa.ForeignKeyConstraint(
            ["scheduled_task_id"],
            ["scheduled_tasks.id"],
            name="fk_scheduled_runs_scheduled_task_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["task_id"], ["tasks.id"], name="fk_scheduled_runs_task_id", ondelete="SET NULL"
        ),
        comment="Each time that scheduled work was due, never twice for the same time",
    )
    ensure.index("ix_scheduled_runs_task_id", "scheduled_runs", ["task_id"])


def _scheduler_decisions() -> None:
    ensure.table(
        "scheduler_decisions",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("scheduled_run_id", sa.Uuid(), nullable=False),
        sa.Column("verdict", ENUM(name="schedulerverdict", create_type=False), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("load", sa.Double()),
        sa.Column(
            "decided_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name="pk_scheduler_decisions"),
        sa.CheckConstraint("load >= 0", name="ck_scheduler_decisions_load"),
        sa.ForeignKeyConstraint(
            ["scheduled_run_id"],
            ["scheduled_runs.id"],
            name="fk_scheduler_decisions_scheduled_run_id",
            ondelete="CASCADE",
        ),
        comment="Why due work was begun, put off or left out",
    )
    ensure.index(
        "ix_scheduler_decisions_scheduled_run_id_decided_at",
        "scheduler_decisions",
        ["scheduled_run_id", "decided_at"],
    )


def _feature_flags() -> None:
    ensure.table(
        "feature_flags",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("enabled", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("share", sa.Integer(), server_default=sa.text("100"), nullable=False),
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name="pk_feature_flags"),
        sa.UniqueConstraint("name", name="uq_feature_flags_name"),
        sa.CheckConstraint("share >= 0 AND share <= 100", name="ck_feature_flags_share"),
        comment="What can be switched on and off without a new version, and for how many",
    )


def _load_predictions() -> None:
    ensure.table(
        "load_predictions",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("resource", ENUM(name="loadresource", create_type=False), nullable=False),
        sa.Column("expected_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expected", sa.Double(), nullable=False),
        sa.Column("measured", sa.Double()),
        sa.Column(
            "predicted_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name="pk_load_predictions"),
        sa.UniqueConstraint(
            "resource", "expected_at", name="uq_load_predictions_resource_expected_at"
        ),
        sa.CheckConstraint("expected >= 0", name="ck_load_predictions_expected"),
        sa.CheckConstraint("measured >= 0", name="ck_load_predictions_measured"),
        comment="How busy the hive expects to be at a moment, and how busy it then was",
    )
