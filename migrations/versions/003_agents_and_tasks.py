"""Agents, sessions, tasks and conversations."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ENUM, JSONB

from toolkit import ensure

revision = "003"
down_revision = "002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _agents()
    _sessions()
    _tasks()
    _conversations()


def downgrade() -> None:
    ensure.no_table("conversations")
    ensure.no_table("tasks")
    ensure.no_table("sessions")
    ensure.no_table("agents")


def _agents() -> None:
    ensure.table(
        "agents",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column(
            "status",
            ENUM(name="agentstatus", create_type=False),
            server_default=sa.text("'idle'::agentstatus"),
            nullable=False,
        ),
        sa.Column("capabilities", JSONB(), server_default=sa.text("'[]'::jsonb"), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True)),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name="pk_agents"),
        sa.UniqueConstraint("name", name="uq_agents_name"),
        comment="Workers of the hive: who they are, what they can, how they are",
    )


def _sessions() -> None:
    ensure.table(
        "sessions",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("agent_id", sa.Uuid()),
        sa.Column("goal", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), server_default=sa.text("'open'::text"), nullable=False),
        sa.Column("settings", JSONB(), server_default=sa.text("'{}'::jsonb"), nullable=False),
        sa.Column(
            "started_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_sessions"),
        sa.CheckConstraint("status IN ('open', 'paused', 'closed')", name="ck_sessions_status"),
        sa.CheckConstraint("ended_at >= started_at", name="ck_sessions_times"),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agents.id"], name="fk_sessions_agent_id", ondelete="SET NULL"
        ),
        comment="Stretches of work towards one goal, each led by an agent",
    )
    ensure.index("ix_sessions_agent_id", "sessions", ["agent_id"])


def _tasks() -> None:
    ensure.table(
        "tasks",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("session_id", sa.Uuid()),
        sa.Column("agent_id", sa.Uuid()),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), server_default=sa.text("''::text"), nullable=False),
        sa.Column("type", ENUM(name="tasktype", create_type=False), nullable=False),
        sa.Column(
            "status",
            ENUM(name="taskstatus", create_type=False),
            server_default=sa.text("'pending'::taskstatus"),
            nullable=False,
        ),
        sa.Column(
            "priority",
            ENUM(name="taskpriority", create_type=False),
            server_default=sa.text("'normal'::taskpriority"),
            nullable=False,
        ),
        sa.Column("result", JSONB()),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("started_at", sa.DateTime(timezone=True)),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_tasks"),
        sa.CheckConstraint("title <> ''::text", name="ck_tasks_title"),
        sa.CheckConstraint("finished_at >= started_at", name="ck_tasks_times"),
        sa.CheckConstraint(
            "(status IN ('completed', 'failed', 'cancelled')) = (finished_at IS NOT NULL)",
            name="ck_tasks_finished",
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name="fk_tasks_session_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agents.id"], name="fk_tasks_agent_id", ondelete="SET NULL"
        ),
        comment="Pieces of work, who has them and what came of them",
    )
    ensure.index("ix_tasks_session_id", "tasks", ["session_id"])
    ensure.index("ix_tasks_agent_id", "tasks", ["agent_id"])
    ensure.index(
        "ix_tasks_status_priority_created_at", "tasks", ["status", "priority", "created_at"]
    )


def _conversations() -> None:
    ensure.table(
        "conversations",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name="pk_conversations"),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name="fk_conversations_session_id", ondelete="CASCADE"
        ),
        comment="Threads in which the agents of a session exchange messages",
    )
    ensure.index("ix_conversations_session_id", "conversations", ["session_id"])
