"""What the hive remembers, how memories hang together, and which were of use."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from toolkit.platform.embedding import DIMENSIONS
from toolkit.platform.enums import ContextRelation, ContextStatus, ContextType
from toolkit.platform.models.base import Base, Key, Moment, reference
from toolkit.platform.vector import Vector


class Context(Base):
    """One memory; without an agent it belongs to the whole hive."""

    __tablename__ = "contexts"
    __table_args__ = (
        CheckConstraint("content <> ''::text", name="ck_contexts_content"),
        CheckConstraint("importance >= 0 AND importance <= 1", name="ck_contexts_importance"),
        Index(
            "ix_contexts_embedding",
            "embedding",
            postgresql_using="hnsw",
            postgresql_ops={"embedding": "vector_cosine_ops"},
        ),
        Index(
            "ix_contexts_content",
            "content",
            postgresql_using="gin",
            postgresql_ops={"content": "gin_trgm_ops"},
        ),
        Index(
            "ix_contexts_embedding_active",
            "embedding",
            postgresql_using="hnsw",
            postgresql_ops={"embedding": "vector_cosine_ops"},
            postgresql_where=text("status = 'active'::contextstatus"),
        ),
        Index("ix_contexts_details", "details", postgresql_using="gin"),
        {"comment": "What the hive remembers, found again by meaning or by spelling"},
    )

    id: Mapped[Key]
    agent_id: Mapped[UUID | None] = reference("agents.id", "SET NULL")
    session_id: Mapped[UUID | None] = reference("sessions.id", "SET NULL")
    type: Mapped[ContextType]
    status: Mapped[ContextStatus] = mapped_column(server_default=text("'active'::contextstatus"))
    content: Mapped[str]
    details: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'::jsonb"))
    importance: Mapped[float] = mapped_column(server_default=text("0.5"))
    embedding: Mapped[Sequence[float] | None] = mapped_column(Vector(DIMENSIONS))
    created_at: Mapped[Moment]
    accessed_at: Mapped[datetime | None]


class ContextRelationship(Base):
    """How one memory bears on another: `source` does to `target` what `relation` says."""

    __tablename__ = "context_relationships"
    __table_args__ = (
        CheckConstraint("source_id <> target_id", name="ck_context_relationships_ends"),
        CheckConstraint(
            "strength >= 0 AND strength <= 1", name="ck_context_relationships_strength"
        ),
        UniqueConstraint("source_id", "target_id", "relation"),
        {"comment": "How one memory bears on another, and how strongly"},
    )

    id: Mapped[Key]
    source_id: Mapped[UUID] = reference("contexts.id", "CASCADE", index=False)
    target_id: Mapped[UUID] = reference("contexts.id", "CASCADE")
    relation: Mapped[ContextRelation]
    strength: Mapped[float] = mapped_column(server_default=text("1"))
    created_at: Mapped[Moment]


class ContextRetrieval(Base):
    """One memory given as an answer to one query; `useful` is the agent's verdict, if any."""

    __tablename__ = "context_retrievals"
    __table_args__ = (
        CheckConstraint("distance >= 0", name="ck_context_retrievals_distance"),
        {"comment": "Which memories were found by which query, and whether they were of use"},
    )

    id: Mapped[Key]
    context_id: Mapped[UUID] = reference("contexts.id", "CASCADE")
    agent_id: Mapped[UUID | None] = reference("agents.id", "SET NULL")
    query: Mapped[str]
    distance: Mapped[float]
    useful: Mapped[bool | None]
    retrieved_at: Mapped[Moment]
