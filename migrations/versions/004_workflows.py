"""Workflows, and the tasks they consist of."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ENUM, JSONB

from toolkit import ensure

revision = "004"
down_revision = "003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _workflows()
    _workflow_tasks()


def downgrade() -> None:
    ensure.no_table("workflow_tasks")
    ensure.no_table("workflows")


def _workflows() -> None:
    ensure.table(
        "workflows",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("session_id", sa.Uuid()),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "status",
            ENUM(name="workflowstatus", create_type=False),
            server_default=sa.text("'draft'::workflowstatus"),
            nullable=False,
        ),
        sa.Column("definition", JSONB(), server_default=sa.text("'{}'::jsonb"), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_workflows"),
        sa.CheckConstraint("finished_at >= created_at", name="ck_workflows_times"),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name="fk_workflows_session_id", ondelete="CASCADE"
        ),
        comment="Plans that join several tasks towards one end",
    )
    ensure.index("ix_workflows_session_id", "workflows", ["session_id"])


def _workflow_tasks() -> None:
    ensure.table(
        "workflow_tasks",
        sa.Column("workflow_id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("workflow_id", "task_id", name="pk_workflow_tasks"),
        sa.UniqueConstraint(
            "workflow_id", "position", name="uq_workflow_tasks_workflow_id_position"
        ),
        sa.CheckConstraint('"position" >= 1', name="ck_workflow_tasks_position"),
        sa.ForeignKeyConstraint(
            ["workflow_id"],
            ["workflows.id"],
            name="fk_workflow_tasks_workflow_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["task_id"], ["tasks.id"], name="fk_workflow_tasks_task_id", ondelete="CASCADE"
        ),
        comment="Which tasks a workflow consists of, and in which order they come",
    )
    ensure.index("ix_workflow_tasks_task_id", "workflow_tasks", ["task_id"])
