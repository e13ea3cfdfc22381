"""How memories are kept short, and how what one agent learnt reaches the others."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, text
from sqlalchemy.orm import Mapped, mapped_column

from toolkit.platform.enums import CompressionMethod
from toolkit.platform.models.base import Base, Key, Moment, reference


class ContextCompression(Base):
    """One shortening of a memory; `original` is what it said before, so that it can be undone."""

    __tablename__ = "context_compressions"
    __table_args__ = (
        CheckConstraint("tokens_after >= 0", name="ck_context_compressions_tokens"),
        CheckConstraint("tokens_after <= tokens_before", name="ck_context_compressions_gain"),
        {"comment": "What memories said before they were shortened, and what it saved"},
    )

    id: Mapped[Key]
    context_id: Mapped[UUID] = reference("contexts.id", "CASCADE")
    method: Mapped[CompressionMethod]
    original: Mapped[str]
    tokens_before: Mapped[int]
    tokens_after: Mapped[int]
    compressed_at: Mapped[Moment]


class SharedKnowledge(Base):
    """One thing worth knowing for others than its author; the memory behind it may be gone."""

    __tablename__ = "shared_knowledge"
    __table_args__ = (
        CheckConstraint("content <> ''::text", name="ck_shared_knowledge_content"),
        CheckConstraint(
            "confidence >= 0 AND confidence <= 1", name="ck_shared_knowledge_confidence"
        ),
        {"comment": "What agents offer each other to know, and how sure of it they are"},
    )

    id: Mapped[Key]
    author_id: Mapped[UUID | None] = reference("agents.id", "SET NULL")
    context_id: Mapped[UUID | None] = reference("contexts.id", "SET NULL")
    topic: Mapped[str] = mapped_column(index=True)
    content: Mapped[str]
    confidence: Mapped[float] = mapped_column(server_default=text("0.5"))
    created_at: Mapped[Moment]


class KnowledgeShare(Base):
    """One agent that was given it; `useful` is that agent's verdict, if any."""

    __tablename__ = "knowledge_shares"
    __table_args__ = (
        CheckConstraint("read_at >= shared_at", name="ck_knowledge_shares_times"),
        {"comment": "Who was given which knowledge, and whether it was of use"},
    )

    knowledge_id: Mapped[UUID] = mapped_column(
        ForeignKey("shared_knowledge.id", ondelete="CASCADE"), primary_key=True
    )
    agent_id: Mapped[UUID] = mapped_column(
        ForeignKey("agents.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    useful: Mapped[bool | None]
    shared_at: Mapped[Moment]
    read_at: Mapped[datetime | None]
