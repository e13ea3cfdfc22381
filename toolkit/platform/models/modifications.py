"""How agents change themselves: proposed, tried in a sandbox, judged by others."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from toolkit.platform.enums import ModificationSafety, ModificationStatus
from toolkit.platform.models.base import Base, Key, Moment, reference


class ModificationSession(Base):
    """One stretch in which an agent works on itself."""

    __tablename__ = "modification_sessions"
    __table_args__ = (
        CheckConstraint("ended_at >= started_at", name="ck_modification_sessions_times"),
        {"comment": "Stretches in which an agent works on itself, and what it hopes for"},
    )

    id: Mapped[Key]
    agent_id: Mapped[UUID] = reference("agents.id", "CASCADE")
    goal: Mapped[str]
    started_at: Mapped[Moment]
    ended_at: Mapped[datetime | None]


class Modification(Base):
    """One change as a patch; `commit_id` is where it was applied, if that is known."""

    __tablename__ = "modifications"
    __table_args__ = (
        CheckConstraint("patch <> ''::text", name="ck_modifications_patch"),
        CheckConstraint(
            "safety <> 'forbidden'::modificationsafety"
            " OR status IN ('proposed', 'sandboxed', 'rejected')",
            name="ck_modifications_forbidden",
        ),
        Index(
            "ix_modifications_undecided",
            "created_at",
            postgresql_where=text("status IN ('proposed', 'sandboxed')"),
        ),
        {"comment": "Changes an agent wants to make to itself; forbidden ones are never applied"},
    )

    id: Mapped[Key]
    modification_session_id: Mapped[UUID] = reference("modification_sessions.id", "CASCADE")
    commit_id: Mapped[UUID | None] = reference("commits.id", "SET NULL")
    rationale: Mapped[str]
    patch: Mapped[str]
    safety: Mapped[ModificationSafety]
    status: Mapped[ModificationStatus] = mapped_column(
        server_default=text("'proposed'::modificationstatus")
    )
    created_at: Mapped[Moment]


class SandboxExecution(Base):
    """One trial run; finished without an exit code means that it was killed."""

    __tablename__ = "sandbox_executions"
    __table_args__ = (
        CheckConstraint("finished_at >= started_at", name="ck_sandbox_executions_times"),
        CheckConstraint(
            "exit_code IS NULL OR finished_at IS NOT NULL", name="ck_sandbox_executions_exit_code"
        ),
        {"comment": "Trial runs of a modification where it can do no harm, and how they ended"},
    )

    id: Mapped[Key]
    modification_id: Mapped[UUID] = reference("modifications.id", "CASCADE")
    command: Mapped[str]
    exit_code: Mapped[int | None]
    output: Mapped[str] = mapped_column(server_default=text("''::text"))
    started_at: Mapped[Moment]
    finished_at: Mapped[datetime | None]


class ModificationFeedback(Base):
    """One agent's judgement of one modification."""

    __tablename__ = "modification_feedback"
    __table_args__ = (
        UniqueConstraint("modification_id", "agent_id"),
        {"comment": "Whether a modification helped, in the eyes of each agent that met it"},
    )

    id: Mapped[Key]
    modification_id: Mapped[UUID] = reference("modifications.id", "CASCADE", index=False)
    agent_id: Mapped[UUID | None] = reference("agents.id", "SET NULL")
    helpful: Mapped[bool]
    comment: Mapped[str] = mapped_column(server_default=text("''::text"))
    given_at: Mapped[Moment]
