"""Semantic memory: documents and searches in them; details as JSONB that can be searched too."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB, TSVECTOR

from toolkit import ensure

revision = "016"
down_revision = "015"
branch_labels = None
depends_on = None

WORDS = (
    "setweight(to_tsvector('english'::regconfig, title), 'A'::\"char\")"
    " || setweight(to_tsvector('english'::regconfig, content), 'B'::\"char\")"
)

SEARCH_DOCUMENTS = """
SELECT d.id, d.title, ts_rank(d.words, q) + word_similarity(query, d.title)
FROM documents d, websearch_to_tsquery('english', query) q
WHERE d.words @@ q OR query <% d.title
ORDER BY 3 DESC, d.id
LIMIT wanted
"""

NEAREST_CHUNKS = """
SELECT c.id, c.document_id, c.content, c.embedding <=> sought
FROM document_chunks c
WHERE c.embedding IS NOT NULL
ORDER BY c.embedding <=> sought
LIMIT wanted
"""

# JSON that JSONB has no room for (\\u0000, half a surrogate pair, a huge exponent) is kept as text.
AS_JSONB = """
CREATE OR REPLACE FUNCTION pg_temp.as_jsonb(given json) RETURNS jsonb LANGUAGE plpgsql AS $body$
BEGIN
    RETURN given::jsonb;
EXCEPTION WHEN data_exception OR program_limit_exceeded THEN
    RETURN jsonb_build_object('text', given::text);
END
$body$
"""


class Embedding(sa.types.UserDefinedType[Any]):
    """384 numbers; frozen here, whatever becomes of the models' type."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "vector(384)"


def upgrade() -> None:
    _documents()
    _document_chunks()
    _searches()
    op.execute(AS_JSONB)
    _details_as_jsonb("contexts")
    _details_as_jsonb("agent_events")
    op.execute("DROP FUNCTION pg_temp.as_jsonb(json)")


def downgrade() -> None:
    _details_as_json("agent_events")
    _details_as_json("contexts")
    ensure.no_function("nearest_chunks", "vector, integer")
    ensure.no_function("search_documents", "text, integer")
    ensure.no_table("document_chunks")
    ensure.no_table("documents")


def _documents() -> None:
    ensure.table(
        "documents",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("agent_id", sa.Uuid()),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("details", JSONB(), server_default=sa.text("'{}'::jsonb"), nullable=False),
        sa.Column("words", TSVECTOR(), sa.Computed(WORDS, persisted=True)),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name="pk_documents"),
        sa.UniqueConstraint("source", name="uq_documents_source"),
        sa.CheckConstraint("title <> ''::text", name="ck_documents_title"),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agents.id"], name="fk_documents_agent_id", ondelete="SET NULL"
        ),
        comment="Texts that the hive has read, found again by words, spelling or details",
    )
    ensure.index("ix_documents_agent_id", "documents", ["agent_id"])
    ensure.index("ix_documents_words", "documents", ["words"], postgresql_using="gin")
    ensure.index(
        "ix_documents_title",
        "documents",
        ["title"],
        postgresql_using="gin",
        postgresql_ops={"title": "gin_trgm_ops"},
    )
    ensure.index("ix_documents_details", "documents", ["details"], postgresql_using="gin")


def _document_chunks() -> None:
    ensure.table(
        "document_chunks",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("embedding", Embedding()),
        sa.PrimaryKeyConstraint("id", name="pk_document_chunks"),
        sa.UniqueConstraint(
            "document_id", "position", name="uq_document_chunks_document_id_position"
        ),
        sa.CheckConstraint('"position" >= 1', name="ck_document_chunks_position"),
        sa.CheckConstraint("content <> ''::text", name="ck_document_chunks_content"),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["documents.id"],
            name="fk_document_chunks_document_id",
            ondelete="CASCADE",
        ),
        comment="Pieces of documents, found again by meaning",
    )
    ensure.index(
        "ix_document_chunks_embedding",
        "document_chunks",
        ["embedding"],
        postgresql_using="hnsw",
        postgresql_ops={"embedding": "vector_cosine_ops"},
    )


def _searches() -> None:
    ensure.function(
        "search_documents",
        "query text, wanted integer DEFAULT 10",
        returns="TABLE (id uuid, title text, rank real)",
        body=SEARCH_DOCUMENTS,
        options="STABLE PARALLEL SAFE",
    )
    ensure.function(
        "nearest_chunks",
        "sought vector, wanted integer DEFAULT 10",
        returns="TABLE (id uuid, document_id uuid, content text, distance double precision)",
        body=NEAREST_CHUNKS,
        options="STABLE PARALLEL SAFE",
    )


def _details_as_jsonb(table: str) -> None:
    ensure.alter_column(
        table,
        "details",
        existing_type=sa.JSON(),
        type_=JSONB(),
        existing_server_default=sa.text("'{}'::json"),
        server_default=sa.text("'{}'::jsonb"),
        existing_nullable=False,
        postgresql_using="pg_temp.as_jsonb(details)",
    )
    ensure.index(f"ix_{table}_details", table, ["details"], postgresql_using="gin")


def _details_as_json(table: str) -> None:
    ensure.no_index(f"ix_{table}_details", table)
    ensure.alter_column(
        table,
        "details",
        existing_type=JSONB(),
        type_=sa.JSON(),
        existing_server_default=sa.text("'{}'::jsonb"),
        server_default=sa.text("'{}'::json"),
        existing_nullable=False,
        postgresql_using="details::json",
    )
