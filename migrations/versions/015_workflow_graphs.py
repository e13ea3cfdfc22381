"""Workflow graphs: dependencies of tasks, attempts at them, snapshots of workflows."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ENUM, JSONB

from toolkit import ensure

revision = "015"
down_revision = "014"
branch_labels = None
depends_on = None

# The lock makes two sessions that would close a circle together take turns.
REFUSE_CIRCLE = """
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
"""


def upgrade() -> None:
    ensure.enum("dependencycondition", "succeeded", "failed", "finished")
    ensure.enum("executionoutcome", "succeeded", "failed", "timed_out", "cancelled")
    _columns_of_tasks()
    _columns_of_workflows()
    _task_dependencies()
    _no_circles()
    _execution_logs()
    _workflow_snapshots()


def downgrade() -> None:
    ensure.no_table("workflow_snapshots")
    ensure.no_table("execution_logs")
    ensure.no_table("task_dependencies")
    ensure.no_function("refuse_circle")
    ensure.no_column("workflows", "started_at")
    ensure.no_column("workflows", "max_parallel")
    ensure.no_column("tasks", "due_at")
    ensure.no_column("tasks", "max_attempts")
    ensure.no_enum("executionoutcome")
    ensure.no_enum("dependencycondition")


def _columns_of_tasks() -> None:
    attempts = sa.Column("max_attempts", sa.Integer(), server_default=sa.text("1"), nullable=False)
    ensure.column("tasks", attempts)
    ensure.column("tasks", sa.Column("due_at", sa.DateTime(timezone=True)))
    ensure.check("ck_tasks_max_attempts", "tasks", "max_attempts >= 1")


def _columns_of_workflows() -> None:
    ensure.column("workflows", sa.Column("max_parallel", sa.Integer()))
    ensure.column("workflows", sa.Column("started_at", sa.DateTime(timezone=True)))
    ensure.check("ck_workflows_max_parallel", "workflows", "max_parallel >= 1")


def _task_dependencies() -> None:
    ensure.table(
        "task_dependencies",
        sa.Column("workflow_id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("depends_on_id", sa.Uuid(), nullable=False),
        sa.Column(
            "condition",
            ENUM(name="dependencycondition", create_type=False),
            server_default=sa.text("'succeeded'::dependencycondition"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint(
            "workflow_id", "task_id", "depends_on_id", name="pk_task_dependencies"
        ),
        sa.CheckConstraint("task_id <> depends_on_id", name="ck_task_dependencies_ends"),
        sa.ForeignKeyConstraint(
            ["workflow_id", "task_id"],
            ["workflow_tasks.workflow_id", "workflow_tasks.task_id"],
            name="fk_task_dependencies_workflow_id_task_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workflow_id", "depends_on_id"],
            ["workflow_tasks.workflow_id", "workflow_tasks.task_id"],
            name="fk_task_dependencies_workflow_id_depends_on_id",
            ondelete="CASCADE",
        ),
        comment="What must have ended before a task of a workflow may begin",
    )
    ensure.index(
        "ix_task_dependencies_workflow_id_depends_on_id",
        "task_dependencies",
        ["workflow_id", "depends_on_id"],
    )


def _no_circles() -> None:
    ensure.function("refuse_circle", "", returns="trigger", language="plpgsql", body=REFUSE_CIRCLE)
    ensure.trigger(
        "refuse_circle",
        "task_dependencies",
        when="AFTER INSERT OR UPDATE",
        executes="refuse_circle()",
    )


def _execution_logs() -> None:
    ensure.table(
        "execution_logs",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("workflow_id", sa.Uuid()),
        sa.Column("agent_id", sa.Uuid()),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("outcome", ENUM(name="executionoutcome", create_type=False)),
        sa.Column("error", sa.Text()),
        sa.Column(
            "started_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_execution_logs"),
        sa.UniqueConstraint("task_id", "attempt", name="uq_execution_logs_task_id_attempt"),
        sa.CheckConstraint("attempt >= 1", name="ck_execution_logs_attempt"),
        sa.CheckConstraint("finished_at >= started_at", name="ck_execution_logs_times"),
        sa.CheckConstraint(
            "(outcome IS NOT NULL) = (finished_at IS NOT NULL)",
            name="ck_execution_logs_finished",
        ),
        sa.ForeignKeyConstraint(
            ["task_id"], ["tasks.id"], name="fk_execution_logs_task_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workflow_id"],
            ["workflows.id"],
            name="fk_execution_logs_workflow_id",
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agents.id"], name="fk_execution_logs_agent_id", ondelete="SET NULL"
        ),
        comment="Every attempt at a task: by whom, within which workflow, how it ended",
    )
    ensure.index("ix_execution_logs_workflow_id", "execution_logs", ["workflow_id"])
    ensure.index("ix_execution_logs_agent_id", "execution_logs", ["agent_id"])


def _workflow_snapshots() -> None:
    ensure.table(
        "workflow_snapshots",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("workflow_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", JSONB(), nullable=False),
        sa.Column(
            "taken_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name="pk_workflow_snapshots"),
        sa.UniqueConstraint(
            "workflow_id", "number", name="uq_workflow_snapshots_workflow_id_number"
        ),
        sa.CheckConstraint("number >= 1", name="ck_workflow_snapshots_number"),
        sa.ForeignKeyConstraint(
            ["workflow_id"],
            ["workflows.id"],
            name="fk_workflow_snapshots_workflow_id",
            ondelete="CASCADE",
        ),
        comment="States of a workflow that it can be resumed from, counted from 1",
    )
