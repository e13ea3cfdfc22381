"""Context engine: memories, how they hang together, and which were found."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ENUM

from toolkit import ensure

revision = "007"
down_revision = "006"
branch_labels = None
depends_on = None


class Embedding(sa.types.UserDefinedType[Any]):
    """384 numbers; frozen here, whatever becomes of the models' type."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "vector(384)"


def upgrade() -> None:
    _contexts()
    _context_relationships()
    _context_retrievals()


def downgrade() -> None:
    ensure.no_table("context_retrievals")
    ensure.no_table("context_relationships")
    ensure.no_table("contexts")


def _contexts() -> None:
    ensure.table(
        "contexts",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("agent_id", sa.Uuid()),
        sa.Column("session_id", sa.Uuid()),
        sa.Column("type", ENUM(name="contexttype", create_type=False), nullable=False),
        sa.Column(
            "status",
            ENUM(name="contextstatus", create_type=False),
            server_default=sa.text("'active'::contextstatus"),
            nullable=False,
        ),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("details", sa.JSON(), server_default=sa.text("'{}'::json"), nullable=False),
        sa.Column("importance", sa.Double(), server_default=sa.text("0.5"), nullable=False),
        sa.Column("embedding", Embedding()),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("accessed_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_contexts"),
        sa.CheckConstraint("content <> ''::text", name="ck_contexts_content"),
        sa.CheckConstraint("importance >= 0 AND importance <= 1", name="ck_contexts_importance"),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agents.id"], name="fk_contexts_agent_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name="fk_contexts_session_id", ondelete="SET NULL"
        ),
        comment="What the hive remembers, found again by meaning or by spelling",
    )
    ensure.index("ix_contexts_agent_id", "contexts", ["agent_id"])
    ensure.index("ix_contexts_session_id", "contexts", ["session_id"])
    ensure.index(
        "ix_contexts_embedding",
        "contexts",
        ["embedding"],
        postgresql_using="hnsw",
        postgresql_ops={"embedding": "vector_cosine_ops"},
    )
    ensure.index(
        "ix_contexts_content",
        "contexts",
        ["content"],
        postgresql_using="gin",
        postgresql_ops={"content": "gin_trgm_ops"},
    )


def _context_relationships() -> None:
    ensure.table(
        "context_relationships",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("target_id", sa.Uuid(), nullable=False),
        sa.Column("relation", sa.Text(), nullable=False),
        sa.Column("strength", sa.Double(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name="pk_context_relationships"),
        sa.UniqueConstraint(
            "source_id",
            "target_id",
            "relation",
            name="uq_context_relationships_source_id_target_id_relation",
        ),
        sa.CheckConstraint(
            "relation IN ('supports', 'contradicts', 'derives_from', 'supersedes')",
            name="ck_context_relationships_relation",
        ),
        sa.CheckConstraint("source_id <> target_id", name="ck_context_relationships_ends"),
        sa.CheckConstraint(
            "strength >= 0 AND strength <= 1", name="ck_context_relationships_strength"
        ),
        sa.ForeignKeyConstraint(
            ["source_id"],
            ["contexts.id"],
            name="fk_context_relationships_source_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["target_id"],
            ["contexts.id"],
            name="fk_context_relationships_target_id",
            ondelete="CASCADE",
        ),
        comment="How one memory bears on another, and how strongly",
    )
    ensure.index("ix_context_relationships_target_id", "context_relationships", ["target_id"])


def _context_retrievals() -> None:
    ensure.table(
        "context_retrievals",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("context_id", sa.Uuid(), nullable=False),
        sa.Column("agent_id", sa.Uuid()),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("distance", sa.Double(), nullable=False),
        sa.Column("useful", sa.Boolean()),
        sa.Column(
            "retrieved_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name="pk_context_retrievals"),
        sa.CheckConstraint("distance >= 0", name="ck_context_retrievals_distance"),
        sa.ForeignKeyConstraint(
            ["context_id"],
            ["contexts.id"],
            name="fk_context_retrievals_context_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agents.id"], name="fk_context_retrievals_agent_id", ondelete="SET NULL"
        ),
        comment="Which memories were found by which query, and whether they were of use",
    )
    ensure.index("ix_context_retrievals_context_id", "context_retrievals", ["context_id"])
    ensure.index("ix_context_retrievals_agent_id", "context_retrievals", ["agent_id"])
