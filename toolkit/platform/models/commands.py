"""Commands that agents and people define for themselves, who may use them, and who did."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from toolkit.platform.enums import ExecutionOutcome, PolicyEffect
from toolkit.platform.models.base import Base, Key, Moment, reference


class CustomCommand(Base):
    """A command known by its name; `template` is what is sent, with places for `parameters`."""

    __tablename__ = "custom_commands"
    __table_args__ = (
        CheckConstraint("name ~ '^[a-z][a-z0-9-]*$'::text", name="ck_custom_commands_name"),
        CheckConstraint("template <> ''::text", name="ck_custom_commands_template"),
        {"comment": "Commands that the hive has learnt, by the name they are called by"},
    )

    id: Mapped[Key]
    author_id: Mapped[UUID | None] = reference("agents.id", "SET NULL")
    name: Mapped[str] = mapped_column(unique=True)
    description: Mapped[str] = mapped_column(server_default=text("''::text"))
    template: Mapped[str]
    parameters: Mapped[list[str]] = mapped_column(JSONB, server_default=text("'[]'::jsonb"))
    enabled: Mapped[bool] = mapped_column(server_default=text("true"))
    created_at: Mapped[Moment]


class CommandExecution(Base):
    """One use of a command; without an outcome it is still running."""

    __tablename__ = "command_executions"
    __table_args__ = (
        CheckConstraint("finished_at >= started_at", name="ck_command_executions_times"),
        CheckConstraint(
            "(outcome IS NOT NULL) = (finished_at IS NOT NULL)",
            name="ck_command_executions_finished",
        ),
        Index(None, "command_id", "started_at"),
        {"comment": "Who used a command with which arguments, and how it ended"},
    )

    id: Mapped[Key]
    command_id: Mapped[UUID] = reference("custom_commands.id", "CASCADE", index=False)
    agent_id: Mapped[UUID | None] = reference("agents.id", "SET NULL")
    arguments: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'::jsonb"))
    outcome: Mapped[ExecutionOutcome | None]
    output: Mapped[str | None]
    started_at: Mapped[Moment]
    finished_at: Mapped[datetime | None]


class CommandPolicy(Base):
    """What those of one role may do with a command; without one they have to ask."""

    __tablename__ = "command_policies"
    __table_args__ = (
        UniqueConstraint("command_id", "role_id"),
        {"comment": "Which roles may use a command, and why"},
    )

    id: Mapped[Key]
    command_id: Mapped[UUID] = reference("custom_commands.id", "CASCADE", index=False)
    role_id: Mapped[UUID] = reference("roles.id", "CASCADE")
    effect: Mapped[PolicyEffect]
    reason: Mapped[str] = mapped_column(server_default=text("''::text"))
    created_at: Mapped[Moment]
