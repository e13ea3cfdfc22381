"""Context compression, and knowledge that agents share."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ENUM

from toolkit import ensure

revision = "017"
down_revision = "016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    ensure.enum("compressionmethod", "summary", "extract", "truncation")
    _context_compressions()
    _shared_knowledge()
    _knowledge_shares()


def downgrade() -> None:
    ensure.no_table("knowledge_shares")
    ensure.no_table("shared_knowledge")
    ensure.no_table("context_compressions")
    ensure.no_enum("compressionmethod")


def _context_compressions() -> None:
    ensure.table(
        "context_compressions",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("context_id", sa.Uuid(), nullable=False),
        sa.Column("method", ENUM(name="compressionmethod", create_type=False), nullable=False),
        sa.Column("original", sa.Text(), nullable=False),
        sa.Column("tokens_before", sa.Integer(), nullable=False),
        sa.Column("tokens_after", sa.Integer(), nullable=False),
        sa.Column(
            "compressed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name="pk_context_compressions"),
        sa.CheckConstraint("tokens_after >= 0", name="ck_context_compressions_tokens"),
        sa.CheckConstraint("tokens_after <= tokens_before", name="ck_context_compressions_gain"),
        sa.ForeignKeyConstraint(
            ["context_id"],
            ["contexts.id"],
            name="fk_context_compressions_context_id",
            ondelete="CASCADE",
        ),
        comment="What memories said before they were shortened, and what it saved",
    )
    ensure.index("ix_context_compressions_context_id", "context_compressions", ["context_id"])


def _shared_knowledge() -> None:
    ensure.table(
        "shared_knowledge",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("author_id", sa.Uuid()),
        sa.Column("context_id", sa.Uuid()),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Double(), server_default=sa.text("0.5"), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name="pk_shared_knowledge"),
        sa.CheckConstraint("content <> ''::text", name="ck_shared_knowledge_content"),
        sa.CheckConstraint(
            "confidence >= 0 AND confidence <= 1", name="ck_shared_knowledge_confidence"
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["agents.id"], name="fk_shared_knowledge_author_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["context_id"],
            ["contexts.id"],
            name="fk_shared_knowledge_context_id",
            ondelete="SET NULL",
        ),
        comment="What agents offer each other to know, and how sure of it they are",
    )
    ensure.index("ix_shared_knowledge_author_id", "shared_knowledge", ["author_id"])
    ensure.index("ix_shared_knowledge_context_id", "shared_knowledge", ["context_id"])
    ensure.index("ix_shared_knowledge_topic", "shared_knowledge", ["topic"])


def _knowledge_shares() -> None:
    ensure.table(
        "knowledge_shares",
        sa.Column("knowledge_id", sa.Uuid(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("useful", sa.Boolean()),
        sa.Column(
            "shared_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("read_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("knowledge_id", "agent_id", name="pk_knowledge_shares"),
        sa.CheckConstraint("read_at >= shared_at", name="ck_knowledge_shares_times"),
        sa.ForeignKeyConstraint(
            ["knowledge_id"],
            ["shared_knowledge.id"],
            name="fk_knowledge_shares_knowledge_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agents.id"], name="fk_knowledge_shares_agent_id", ondelete="CASCADE"
        ),
        comment="Who was given which knowledge, and whether it was of use",
    )
    ensure.index("ix_knowledge_shares_agent_id", "knowledge_shares", ["agent_id"])
