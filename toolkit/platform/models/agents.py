"""Who works, and in which stretch of work."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from toolkit.platform.enums import AgentStatus, SessionStatus
from toolkit.platform.models.base import Base, Key, Moment, reference


class Agent(Base):
    """One worker of the hive."""

    __tablename__ = "agents"
    __table_args__ = (
        {"comment": "Workers of the hive: who they are, what they can, how they are"},
    )

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(unique=True)
    role: Mapped[str]
    status: Mapped[AgentStatus] = mapped_column(server_default=text("'idle'::agentstatus"))
    capabilities: Mapped[list[str]] = mapped_column(JSONB, server_default=text("'[]'::jsonb"))
    last_seen_at: Mapped[datetime | None]
    created_at: Mapped[Moment]


class Session(Base):
    """A stretch of work towards one goal; `agent_id` is who leads it."""

    __tablename__ = "sessions"
    __table_args__ = (
        CheckConstraint("ended_at >= started_at", name="ck_sessions_times"),
        {"comment": "Stretches of work towards one goal, each led by an agent"},
    )

    id: Mapped[Key]
    agent_id: Mapped[UUID | None] = reference("agents.id", "SET NULL")
    goal: Mapped[str]
    status: Mapped[SessionStatus] = mapped_column(server_default=text("'open'::sessionstatus"))
    settings: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'::jsonb"))
    started_at: Mapped[Moment]
    ended_at: Mapped[datetime | None]
