"""What language models are told, and which way of saying it does best."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from toolkit.platform.enums import PromptStatus
from toolkit.platform.models.base import Base, Key, Moment, reference


class PromptTemplate(Base):
    """One version of a prompt, counted from 1."""

    __tablename__ = "prompt_templates"
    __table_args__ = (
        CheckConstraint("version >= 1", name="ck_prompt_templates_version"),
        CheckConstraint("body <> ''::text", name="ck_prompt_templates_body"),
        UniqueConstraint("name", "version"),
        Index(
            "uq_prompt_templates_active",
            "name",
            unique=True,
            postgresql_where=text("status = 'active'::prompt_status"),
        ),
        {"comment": "Prompts by name and version; one version of each is active at most"},
    )

    id: Mapped[Key]
    name: Mapped[str]
    version: Mapped[int] = mapped_column(server_default=text("1"))
    body: Mapped[str]
    status: Mapped[PromptStatus] = mapped_column(server_default=text("'draft'::prompt_status"))
    created_at: Mapped[Moment]


class PromptVariant(Base):
    """Another wording of one template."""

    __tablename__ = "prompt_variants"
    __table_args__ = (
        CheckConstraint("body <> ''::text", name="ck_prompt_variants_body"),
        UniqueConstraint("prompt_template_id", "name"),
        {"comment": "Other ways to say what a template says, to be tried against it"},
    )

    id: Mapped[Key]
    prompt_template_id: Mapped[UUID] = reference("prompt_templates.id", "CASCADE", index=False)
    name: Mapped[str]
    body: Mapped[str]
    created_at: Mapped[Moment]


class PromptExperiment(Base):
    """One trial of variants against each other; it ends without a winner where none did better."""

    __tablename__ = "prompt_experiments"
    __table_args__ = (
        CheckConstraint("ended_at >= started_at", name="ck_prompt_experiments_times"),
        CheckConstraint(
            "winner_id IS NULL OR ended_at IS NOT NULL", name="ck_prompt_experiments_winner"
        ),
        {"comment": "Trials of the variants of a template, and which of them won"},
    )

    id: Mapped[Key]
    prompt_template_id: Mapped[UUID] = reference("prompt_templates.id", "CASCADE")
    winner_id: Mapped[UUID | None] = reference("prompt_variants.id", "SET NULL")
    hypothesis: Mapped[str]
    started_at: Mapped[Moment]
    ended_at: Mapped[datetime | None]


class PromptEvaluation(Base):
    """One variant at one task, scored from 0 to 1; within an experiment or by the way."""

    __tablename__ = "prompt_evaluations"
    __table_args__ = (
        CheckConstraint("score >= 0 AND score <= 1", name="ck_prompt_evaluations_score"),
        CheckConstraint("tokens >= 0", name="ck_prompt_evaluations_tokens"),
        Index(None, "prompt_variant_id", "evaluated_at"),
        {"comment": "How well a variant did at one task, and what it cost"},
    )

    id: Mapped[Key]
    prompt_variant_id: Mapped[UUID] = reference("prompt_variants.id", "CASCADE", index=False)
    prompt_experiment_id: Mapped[UUID | None] = reference("prompt_experiments.id", "SET NULL")
    task_id: Mapped[UUID | None] = reference("tasks.id", "SET NULL")
    score: Mapped[float]
    tokens: Mapped[int] = mapped_column(server_default=text("0"))
    evaluated_at: Mapped[Moment]
