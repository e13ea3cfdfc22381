"""Who may do what, how they prove who they are, and what they did."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from toolkit.platform.models.base import Base, Key, Moment, reference


class Identity(Base):
    """One agent, or one person where `agent_id` is empty; disabled rather than forgotten."""

    __tablename__ = "identities"
    __table_args__ = (
        {"comment": "Who may ask something of the hive: an agent, or a person where there is none"},
    )

    id: Mapped[Key]
    agent_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("agents.id", ondelete="CASCADE"), unique=True
    )
    name: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[Moment]
    disabled_at: Mapped[datetime | None]


class Role(Base):
    """A named set of permissions; those every hive has come with the migrations."""

    __tablename__ = "roles"
    __table_args__ = ({"comment": "Named sets of permissions that identities can be given"},)

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(unique=True)
    description: Mapped[str]
    permissions: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'::text[]"))


class RoleAssignment(Base):
    """One role of one identity."""

    __tablename__ = "role_assignments"
    __table_args__ = ({"comment": "Which identity has which role, and who gave it"},)

    identity_id: Mapped[UUID] = mapped_column(
        ForeignKey("identities.id", ondelete="CASCADE"), primary_key=True
    )
    role_id: Mapped[UUID] = mapped_column(
        ForeignKey("roles.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    assigned_by_id: Mapped[UUID | None] = reference("identities.id", "SET NULL")
    assigned_at: Mapped[Moment]


class AccessToken(Base):
    """One token of one identity, known by its hash; whoever reads this table can use none."""

    __tablename__ = "access_tokens"
    __table_args__ = (
        CheckConstraint("length(sha256) = 32", name="ck_access_tokens_sha256"),
        CheckConstraint("expires_at > created_at", name="ck_access_tokens_times"),
        {
            "comment": "What identities prove themselves with; the hash alone is kept, "
            "never the token"
        },
    )

    id: Mapped[Key]
    identity_id: Mapped[UUID] = reference("identities.id", "CASCADE")
    label: Mapped[str]
    sha256: Mapped[bytes] = mapped_column(unique=True)
    created_at: Mapped[Moment]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class AuditEntry(Base):
    """One decision about one permission; it stays when the identity goes."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        Index(None, "identity_id", "occurred_at"),
        Index("ix_audit_entries_occurred_at", "occurred_at", postgresql_using="brin"),
        {
            "comment": "Who asked to do what to what, and whether it was allowed; "
            "only ever appended to"
        },
    )

    id: Mapped[Key]
    identity_id: Mapped[UUID | None] = reference("identities.id", "SET NULL", index=False)
    permission: Mapped[str]
    subject: Mapped[str]
    allowed: Mapped[bool]
    details: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'::jsonb"))
    occurred_at: Mapped[Moment]
