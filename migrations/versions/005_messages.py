"""Messages between agents."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ENUM

from toolkit import ensure

revision = "005"
down_revision = "004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    ensure.table(
        "messages",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("sender_id", sa.Uuid()),
        sa.Column("recipient_id", sa.Uuid()),
        sa.Column("task_id", sa.Uuid()),
        sa.Column("type", ENUM(name="messagetype", create_type=False), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column(
            "sent_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("read_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_messages"),
        sa.CheckConstraint("content <> ''::text", name="ck_messages_content"),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name="fk_messages_conversation_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["sender_id"], ["agents.id"], name="fk_messages_sender_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["recipient_id"], ["agents.id"], name="fk_messages_recipient_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["task_id"], ["tasks.id"], name="fk_messages_task_id", ondelete="SET NULL"
        ),
        comment="What agents tell each other, in the order it was sent",
    )
    ensure.index("ix_messages_conversation_id_sent_at", "messages", ["conversation_id", "sent_at"])
    ensure.index("ix_messages_sender_id", "messages", ["sender_id"])
    ensure.index("ix_messages_recipient_id", "messages", ["recipient_id"])
    ensure.index("ix_messages_task_id", "messages", ["task_id"])


def downgrade() -> None:
    ensure.no_table("messages")
