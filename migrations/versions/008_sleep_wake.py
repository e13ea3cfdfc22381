"""Sleep and waking: sleep windows, checkpoints, consolidation jobs."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ENUM, JSONB

from toolkit import ensure

revision = "008"
down_revision = "007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _sleep_windows()
    _checkpoints()
    _consolidation_jobs()


def downgrade() -> None:
    ensure.no_table("consolidation_jobs")
    ensure.no_table("checkpoints")
    ensure.no_table("sleep_windows")


def _sleep_windows() -> None:
    ensure.table(
        "sleep_windows",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_sleep_windows"),
        sa.UniqueConstraint("agent_id", "starts_at", name="uq_sleep_windows_agent_id_starts_at"),
        sa.CheckConstraint("ends_at > starts_at", name="ck_sleep_windows_times"),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agents.id"], name="fk_sleep_windows_agent_id", ondelete="CASCADE"
        ),
        comment="When an agent sleeps and why; without an end, until something wakes it",
    )


def _checkpoints() -> None:
    ensure.table(
        "checkpoints",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid()),
        sa.Column("sleep_window_id", sa.Uuid()),
        sa.Column("state", JSONB(), server_default=sa.text("'{}'::jsonb"), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("restored_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_checkpoints"),
        sa.CheckConstraint("restored_at >= created_at", name="ck_checkpoints_times"),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agents.id"], name="fk_checkpoints_agent_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["task_id"], ["tasks.id"], name="fk_checkpoints_task_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["sleep_window_id"],
            ["sleep_windows.id"],
            name="fk_checkpoints_sleep_window_id",
            ondelete="SET NULL",
        ),
        comment="What an agent had in mind, to go on with after sleep or a crash",
    )
    ensure.index("ix_checkpoints_agent_id_created_at", "checkpoints", ["agent_id", "created_at"])
    ensure.index("ix_checkpoints_task_id", "checkpoints", ["task_id"])
    ensure.index("ix_checkpoints_sleep_window_id", "checkpoints", ["sleep_window_id"])


def _consolidation_jobs() -> None:
    ensure.table(
        "consolidation_jobs",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("sleep_window_id", sa.Uuid(), nullable=False),
        sa.Column(
            "status",
            ENUM(name="consolidationstatus", create_type=False),
            server_default=sa.text("'pending'::consolidationstatus"),
            nullable=False,
        ),
        sa.Column("contexts_read", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("contexts_kept", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("problem", sa.Text()),
        sa.Column("started_at", sa.DateTime(timezone=True)),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_consolidation_jobs"),
        sa.CheckConstraint(
            "contexts_kept >= 0 AND contexts_kept <= contexts_read",
            name="ck_consolidation_jobs_contexts",
        ),
        sa.CheckConstraint("finished_at >= started_at", name="ck_consolidation_jobs_times"),
        sa.CheckConstraint(
            "(status IN ('completed', 'failed', 'skipped')) = (finished_at IS NOT NULL)",
            name="ck_consolidation_jobs_finished",
        ),
        sa.CheckConstraint(
            "(status = 'failed'::consolidationstatus) = (problem IS NOT NULL)",
            name="ck_consolidation_jobs_problem",
        ),
        sa.ForeignKeyConstraint(
            ["sleep_window_id"],
            ["sleep_windows.id"],
            name="fk_consolidation_jobs_sleep_window_id",
            ondelete="CASCADE",
        ),
        comment="Work on memories while an agent sleeps: how many were read, how many kept",
    )
    ensure.index("ix_consolidation_jobs_sleep_window_id", "consolidation_jobs", ["sleep_window_id"])
