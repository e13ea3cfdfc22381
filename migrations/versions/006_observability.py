"""Observability: agent events, transcripts, performance metrics."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ENUM, JSONB

from toolkit import ensure

revision = "006"
down_revision = "005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _agent_events()
    _transcripts()
    _performance_metrics()


def downgrade() -> None:
    ensure.no_table("performance_metrics")
    ensure.no_table("transcripts")
    ensure.no_table("agent_events")


def _agent_events() -> None:
    ensure.table(
        "agent_events",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid()),
        sa.Column("type", ENUM(name="eventtype", create_type=False), nullable=False),
        sa.Column("details", sa.JSON(), server_default=sa.text("'{}'::json"), nullable=False),
        sa.Column(
            "occurred_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name="pk_agent_events"),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agents.id"], name="fk_agent_events_agent_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["task_id"], ["tasks.id"], name="fk_agent_events_task_id", ondelete="SET NULL"
        ),
        comment="What happened to each agent and by its hand; only ever appended to",
    )
    ensure.index(
        "ix_agent_events_agent_id_occurred_at", "agent_events", ["agent_id", "occurred_at"]
    )
    ensure.index("ix_agent_events_task_id", "agent_events", ["task_id"])


def _transcripts() -> None:
    ensure.table(
        "transcripts",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("speaker", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("tokens", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name="pk_transcripts"),
        sa.UniqueConstraint(
            "session_id", "agent_id", "turn", name="uq_transcripts_session_id_agent_id_turn"
        ),
        sa.CheckConstraint(
            "speaker IN ('system', 'user', 'assistant', 'tool')", name="ck_transcripts_speaker"
        ),
        sa.CheckConstraint("turn >= 1", name="ck_transcripts_turn"),
        sa.CheckConstraint("tokens >= 0", name="ck_transcripts_tokens"),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name="fk_transcripts_session_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agents.id"], name="fk_transcripts_agent_id", ondelete="CASCADE"
        ),
        comment="Every turn between an agent and its language model, and what it cost",
    )
    ensure.index("ix_transcripts_agent_id", "transcripts", ["agent_id"])


def _performance_metrics() -> None:
    ensure.table(
        "performance_metrics",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("agent_id", sa.Uuid()),
        sa.Column("task_id", sa.Uuid()),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Double(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("labels", JSONB(), server_default=sa.text("'{}'::jsonb"), nullable=False),
        sa.Column(
            "measured_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name="pk_performance_metrics"),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agents.id"], name="fk_performance_metrics_agent_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["task_id"], ["tasks.id"], name="fk_performance_metrics_task_id", ondelete="SET NULL"
        ),
        comment="Measured figures of agents and tasks, told apart by name and labels",
    )
    ensure.index(
        "ix_performance_metrics_name_measured_at", "performance_metrics", ["name", "measured_at"]
    )
    ensure.index("ix_performance_metrics_agent_id", "performance_metrics", ["agent_id"])
    ensure.index("ix_performance_metrics_task_id", "performance_metrics", ["task_id"])
