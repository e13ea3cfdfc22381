"""What agents tell each other."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped

from toolkit.platform.enums import MessageType
from toolkit.platform.models.base import Base, Key, Moment, reference


class Message(Base):
    """One message of a conversation; no recipient means everyone in it."""

    __tablename__ = "messages"
    __table_args__ = (
        CheckConstraint("content <> ''::text", name="ck_messages_content"),
        Index(None, "conversation_id", "sent_at"),
        Index(
            "ix_messages_content",
            "content",
            postgresql_using="gin",
            postgresql_ops={"content": "gin_trgm_ops"},
        ),
        Index(
            "ix_messages_unread",
            "recipient_id",
            "sent_at",
            postgresql_where=text("read_at IS NULL"),
        ),
        {"comment": "What agents tell each other, in the order it was sent"},
    )

    id: Mapped[Key]
    conversation_id: Mapped[UUID] = reference("conversations.id", "CASCADE", index=False)
    sender_id: Mapped[UUID | None] = reference("agents.id", "SET NULL")
    recipient_id: Mapped[UUID | None] = reference("agents.id", "SET NULL")
    task_id: Mapped[UUID | None] = reference("tasks.id", "SET NULL")
    type: Mapped[MessageType]
    content: Mapped[str]
    sent_at: Mapped[Moment]
    read_at: Mapped[datetime | None]
