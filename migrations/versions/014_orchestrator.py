"""Orchestrator: the queue of tasks, who is good at what, who got what and why, and its health."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ENUM, JSONB

from toolkit import ensure

revision = "014"
down_revision = "013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _queue_entries()
    _capability_scores()
    _routing_decisions()
    _orchestrator_health()


def downgrade() -> None:
    ensure.no_table("orchestrator_health")
    ensure.no_table("routing_decisions")
    ensure.no_table("capability_scores")
    ensure.no_table("queue_entries")


def _queue_entries() -> None:
    ensure.table(
        "queue_entries",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("agent_id", sa.Uuid()),
        sa.Column("position", sa.Double(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column(
            "available_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("claimed_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_queue_entries"),
        sa.UniqueConstraint("task_id", name="uq_queue_entries_task_id"),
        sa.CheckConstraint("attempts >= 0", name="ck_queue_entries_attempts"),
        sa.CheckConstraint(
            "agent_id IS NULL OR claimed_at IS NOT NULL", name="ck_queue_entries_claimed"
        ),
        sa.ForeignKeyConstraint(
            ["task_id"], ["tasks.id"], name="fk_queue_entries_task_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agents.id"], name="fk_queue_entries_agent_id", ondelete="SET NULL"
        ),
        comment="Each waiting task's place in the queue, and the agent that has claimed it",
    )
    ensure.index("ix_queue_entries_agent_id", "queue_entries", ["agent_id"])
    ensure.index(
        "ix_queue_entries_waiting",
        "queue_entries",
        ["position"],
        postgresql_where=sa.text("claimed_at IS NULL"),
    )


def _capability_scores() -> None:
    ensure.table(
        "capability_scores",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("task_type", ENUM(name="tasktype", create_type=False), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("samples", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name="pk_capability_scores"),
        sa.UniqueConstraint(
            "agent_id", "task_type", name="uq_capability_scores_agent_id_task_type"
        ),
        sa.CheckConstraint("score >= 0 AND score <= 1", name="ck_capability_scores_score"),
        sa.CheckConstraint("samples >= 0", name="ck_capability_scores_samples"),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agents.id"], name="fk_capability_scores_agent_id", ondelete="CASCADE"
        ),
        comment="How good an agent is at a type of task, and how many tasks say so",
    )
    ensure.index(
        "ix_capability_scores_task_type_score", "capability_scores", ["task_type", "score"]
    )


def _routing_decisions() -> None:
    ensure.table(
        "routing_decisions",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("agent_id", sa.Uuid()),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("candidates", JSONB(), server_default=sa.text("'[]'::jsonb"), nullable=False),
        sa.Column(
            "decided_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name="pk_routing_decisions"),
        sa.CheckConstraint("reason <> ''::text", name="ck_routing_decisions_reason"),
        sa.ForeignKeyConstraint(
            ["task_id"], ["tasks.id"], name="fk_routing_decisions_task_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agents.id"], name="fk_routing_decisions_agent_id", ondelete="SET NULL"
        ),
        comment="Which agent a task was given to, out of which candidates and why",
    )
    ensure.index(
        "ix_routing_decisions_task_id_decided_at", "routing_decisions", ["task_id", "decided_at"]
    )
    ensure.index("ix_routing_decisions_agent_id", "routing_decisions", ["agent_id"])


def _orchestrator_health() -> None:
    ensure.table(
        "orchestrator_health",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("instance", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text()),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column("running", sa.Integer(), nullable=False),
        sa.Column(
            "reported_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name="pk_orchestrator_health"),
        sa.CheckConstraint("waiting >= 0 AND running >= 0", name="ck_orchestrator_health_tasks"),
        comment="What each orchestrator said of itself: how busy it is and what ails it",
    )
    ensure.index(
        "ix_orchestrator_health_instance_reported_at",
        "orchestrator_health",
        ["instance", "reported_at"],
    )
