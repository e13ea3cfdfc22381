"""Prompt optimisation: templates, variants, experiments, evaluations."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ENUM

from toolkit import ensure

revision = "013"
down_revision = "012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _prompt_templates()
    _prompt_variants()
    _prompt_experiments()
    _prompt_evaluations()


def downgrade() -> None:
    ensure.no_table("prompt_evaluations")
    ensure.no_table("prompt_experiments")
    ensure.no_table("prompt_variants")
    ensure.no_table("prompt_templates")


def _prompt_templates() -> None:
    ensure.table(
        "prompt_templates",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column(
            "status",
            ENUM(name="prompt_status", create_type=False),
            server_default=sa.text("'draft'::prompt_status"),
            nullable=False,
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name="pk_prompt_templates"),
        sa.UniqueConstraint("name", "version", name="uq_prompt_templates_name_version"),
        sa.CheckConstraint("version >= 1", name="ck_prompt_templates_version"),
        sa.CheckConstraint("body <> ''::text", name="ck_prompt_templates_body"),
        comment="Prompts by name and version; one version of each is active at most",
    )
    ensure.index(
        "uq_prompt_templates_active",
        "prompt_templates",
        ["name"],
        unique=True,
        postgresql_where=sa.text("status = 'active'::prompt_status"),
    )


def _prompt_variants() -> None:
    ensure.table(
        "prompt_variants",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("prompt_template_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name="pk_prompt_variants"),
        sa.UniqueConstraint(
            "prompt_template_id", "name", name="uq_prompt_variants_prompt_template_id_name"
        ),
        sa.CheckConstraint("body <> ''::text", name="ck_prompt_variants_body"),
        sa.ForeignKeyConstraint(
            ["prompt_template_id"],
            ["prompt_templates.id"],
            name="fk_prompt_variants_prompt_template_id",
            ondelete="CASCADE",
        ),
        comment="Other ways to say what a template says, to be tried against it",
    )


def _prompt_experiments() -> None:
    ensure.table(
        "prompt_experiments",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("prompt_template_id", sa.Uuid(), nullable=False),
        sa.Column("winner_id", sa.Uuid()),
        sa.Column("hypothesis", sa.Text(), nullable=False),
        sa.Column(
            "started_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_prompt_experiments"),
        sa.CheckConstraint("ended_at >= started_at", name="ck_prompt_experiments_times"),
        sa.CheckConstraint(
            "winner_id IS NULL OR ended_at IS NOT NULL", name="ck_prompt_experiments_winner"
        ),
        sa.ForeignKeyConstraint(
            ["prompt_template_id"],
            ["prompt_templates.id"],
            name="fk_prompt_experiments_prompt_template_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["winner_id"],
            ["prompt_variants.id"],
            name="fk_prompt_experiments_winner_id",
            ondelete="SET NULL",
        ),
        comment="Trials of the variants of a template, and which of them won",
    )
    ensure.index(
        "ix_prompt_experiments_prompt_template_id", "prompt_experiments", ["prompt_template_id"]
    )
    ensure.index("ix_prompt_experiments_winner_id", "prompt_experiments", ["winner_id"])


def _prompt_evaluations() -> None:
    ensure.table(
        "prompt_evaluations",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("prompt_variant_id", sa.Uuid(), nullable=False),
        sa.Column("prompt_experiment_id", sa.Uuid()),
        sa.Column("task_id", sa.Uuid()),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("tokens", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column(
            "evaluated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name="pk_prompt_evaluations"),
        sa.CheckConstraint("score >= 0 AND score <= 1", name="ck_prompt_evaluations_score"),
        sa.CheckConstraint("tokens >= 0", name="ck_prompt_evaluations_tokens"),
        sa.ForeignKeyConstraint(
            ["prompt_variant_id"],
            ["prompt_variants.id"],
            name="fk_prompt_evaluations_prompt_variant_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["prompt_experiment_id"],
            ["prompt_experiments.id"],
            name="fk_prompt_evaluations_prompt_experiment_id",
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["task_id"],
            ["tasks.id"],
            name="fk_prompt_evaluations_task_id",
            ondelete="SET NULL",
        ),
        comment="How well a variant did at one task, and what it cost",
    )
    ensure.index(
        "ix_prompt_evaluations_prompt_variant_id_evaluated_at",
        "prompt_evaluations",
        ["prompt_variant_id", "evaluated_at"],
    )
    ensure.index(
        "ix_prompt_evaluations_prompt_experiment_id",
        "prompt_evaluations",
        ["prompt_experiment_id"],
    )
    ensure.index("ix_prompt_evaluations_task_id", "prompt_evaluations", ["task_id"])
