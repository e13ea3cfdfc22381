"""Self-modification: sessions, modifications, sandbox executions, feedback."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ENUM

from toolkit import ensure

revision = "011"
down_revision = "010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _modification_sessions()
    _modifications()
    _sandbox_executions()
    _modification_feedback()


def downgrade() -> None:
    ensure.no_table("modification_feedback")
    ensure.no_table("sandbox_executions")
    ensure.no_table("modifications")
    ensure.no_table("modification_sessions")


def _modification_sessions() -> None:
    ensure.table(
        "modification_sessions",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("goal", sa.Text(), nullable=False),
        sa.Column(
            "started_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_modification_sessions"),
        sa.CheckConstraint("ended_at >= started_at", name="ck_modification_sessions_times"),
        sa.ForeignKeyConstraint(
            ["agent_id"],
            ["agents.id"],
            name="fk_modification_sessions_agent_id",
            ondelete="CASCADE",
        ),
        comment="Stretches in which an agent works on itself, and what it hopes for",
    )
    ensure.index("ix_modification_sessions_agent_id", "modification_sessions", ["agent_id"])


def _modifications() -> None:
    ensure.table(
        "modifications",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("modification_session_id", sa.Uuid(), nullable=False),
        sa.Column("commit_id", sa.Uuid()),
        sa.Column("rationale", sa.Text(), nullable=False),
        sa.Column("patch", sa.Text(), nullable=False),
        sa.Column("safety", ENUM(name="modificationsafety", create_type=False), nullable=False),
        sa.Column(
            "status",
            ENUM(name="modificationstatus", create_type=False),
            server_default=sa.text("'proposed'::modificationstatus"),
            nullable=False,
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name="pk_modifications"),
        sa.CheckConstraint("patch <> ''::text", name="ck_modifications_patch"),
        sa.CheckConstraint(
            "safety <> 'forbidden'::modificationsafety"
            " OR status IN ('proposed', 'sandboxed', 'rejected')",
            name="ck_modifications_forbidden",
        ),
        sa.ForeignKeyConstraint(
            ["modification_session_id"],
            ["modification_sessions.id"],
            name="fk_modifications_modification_session_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["commit_id"], ["commits.id"], name="fk_modifications_commit_id", ondelete="SET NULL"
        ),
        comment="Changes an agent wants to make to itself; forbidden ones are never applied",
    )
    ensure.index(
        "ix_modifications_modification_session_id", "modifications", ["modification_session_id"]
    )
    ensure.index("ix_modifications_commit_id", "modifications", ["commit_id"])


def _sandbox_executions() -> None:
    ensure.table(
        "sandbox_executions",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("modification_id", sa.Uuid(), nullable=False),
        sa.Column("command", sa.Text(), nullable=False),
        sa.Column("exit_code", sa.Integer()),
        sa.Column("output", sa.Text(), server_default=sa.text("''::text"), nullable=False),
        sa.Column(
            "started_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_sandbox_executions"),
        sa.CheckConstraint("finished_at >= started_at", name="ck_sandbox_executions_times"),
        sa.CheckConstraint(
            "exit_code IS NULL OR finished_at IS NOT NULL", name="ck_sandbox_executions_exit_code"
        ),
        sa.ForeignKeyConstraint(
            ["modification_id"],
            ["modifications.id"],
            name="fk_sandbox_executions_modification_id",
            ondelete="CASCADE",
        ),
        comment="Trial runs of a modification where it can do no harm, and how they ended",
    )
    ensure.index("ix_sandbox_executions_modification_id", "sandbox_executions", ["modification_id"])


def _modification_feedback() -> None:
    ensure.table(
        "modification_feedback",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("modification_id", sa.Uuid(), nullable=False),
        sa.Column("agent_id", sa.Uuid()),
        sa.Column("helpful", sa.Boolean(), nullable=False),
        sa.Column("comment", sa.Text(), server_default=sa.text("''::text"), nullable=False),
        sa.Column(
            "given_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.PrimaryKeyConstraint("id", name="pk_modification_feedback"),
        sa.UniqueConstraint(
            "modification_id", "agent_id", name="uq_modification_feedback_modification_id_agent_id"
        ),
        sa.ForeignKeyConstraint(
            ["modification_id"],
            ["modifications.id"],
            name="fk_modification_feedback_modification_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["agent_id"],
            ["agents.id"],
            name="fk_modification_feedback_agent_id",
            ondelete="SET NULL",
        ),
        comment="Whether a modification helped, in the eyes of each agent that met it",
    )
    ensure.index("ix_modification_feedback_agent_id", "modification_feedback", ["agent_id"])
