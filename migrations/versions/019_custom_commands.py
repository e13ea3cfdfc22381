"""Custom commands: a registry of them, who may use them, who did."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ENUM, JSONB

from toolkit import ensure

revision = "019"
down_revision = "018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    ensure.enum("policyeffect", "allow", "ask", "deny")
    _custom_commands()
    _command_executions()
    _command_policies()


def downgrade() -> None:
    ensure.no_table("command_policies")
    ensure.no_table("command_executions")
    ensure.no_table("custom_commands")
    ensure.no_enum("policyeffect")


def _custom_commands() -> None:
    ensure.table(
        "custom_commands",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("author_id", sa.Uuid()),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), server_default=sa.text("''::text"), nullable=False),
        sa.Column("template", sa.Text(), nullable=False),
        sa.Column("parameters", JSONB(), server_default=sa.text("'[]'::jsonb"), nullable=False),
        sa.Column("enabled", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name="pk_custom_commands"),
        sa.UniqueConstraint("name", name="uq_custom_commands_name"),
        sa.CheckConstraint("name ~ '^[a-z][a-z0-9-]*$'::text", name="ck_custom_commands_name"),
        sa.CheckConstraint("template <> ''::text", name="ck_custom_commands_template"),
        sa.ForeignKeyConstraint(
            ["author_id"], ["agents.id"], name="fk_custom_commands_author_id", ondelete="SET NULL"
        ),
        comment="Commands that the hive has learnt, by the name they are called by",
    )
    ensure.index("ix_custom_commands_author_id", "custom_commands", ["author_id"])


def _command_executions() -> None:
    ensure.table(
        "command_executions",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("command_id", sa.Uuid(), nullable=False),
        sa.Column("agent_id", sa.Uuid()),
        sa.Column("arguments", JSONB(), server_default=sa.text("'{}'::jsonb"), nullable=False),
        sa.Column("outcome", ENUM(name="executionoutcome", create_type=False)),
        sa.Column("output", sa.Text()),
        sa.Column(
            "started_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_command_executions"),
        sa.CheckConstraint("finished_at >= started_at", name="ck_command_executions_times"),
        sa.CheckConstraint(
            "(outcome IS NOT NULL) = (finished_at IS NOT NULL)",
            name="ck_command_executions_finished",
        ),
        sa.ForeignKeyConstraint(
            ["command_id"],
            ["custom_commands.id"],
            name="fk_command_executions_command_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agents.id"], name="fk_command_executions_agent_id", ondelete="SET NULL"
        ),
        comment="Who used a command with which arguments, and how it ended",
    )
    ensure.index(
        "ix_command_executions_command_id_started_at",
        "command_executions",
        ["command_id", "started_at"],
    )
    ensure.index("ix_command_executions_agent_id", "command_executions", ["agent_id"])


def _command_policies() -> None:
    ensure.table(
        "command_policies",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("command_id", sa.Uuid(), nullable=False),
        sa.Column("role_id", sa.Uuid(), nullable=False),
        sa.Column("effect", ENUM(name="policyeffect", create_type=False), nullable=False),
        sa.Column("reason", sa.Text(), server_default=sa.text("''::text"), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name="pk_command_policies"),
        sa.UniqueConstraint("command_id", "role_id", name="uq_command_policies_command_id_role_id"),
        sa.ForeignKeyConstraint(
            ["command_id"],
            ["custom_commands.id"],
            name="fk_command_policies_command_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["role_id"], ["roles.id"], name="fk_command_policies_role_id", ondelete="CASCADE"
        ),
        comment="Which roles may use a command, and why",
    )
    ensure.index("ix_command_policies_role_id", "command_policies", ["role_id"])
