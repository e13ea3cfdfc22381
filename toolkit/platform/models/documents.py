"""What the hive has read: documents, the pieces they are searched by, and the searches."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Computed, Index, UniqueConstraint, event, text
from sqlalchemy.dialects.postgresql import JSONB, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.schema import DDL

from toolkit.platform.embedding import DIMENSIONS
from toolkit.platform.models.base import Base, Key, Moment, reference
from toolkit.platform.vector import Vector

WORDS = (
    "setweight(to_tsvector('english'::regconfig, title), 'A'::\"char\")"
    " || setweight(to_tsvector('english'::regconfig, content), 'B'::\"char\")"
)


class Document(Base):
    """One text as a whole; `words` is made of it, the title counting more than the content."""

    __tablename__ = "documents"
    __table_args__ = (
        CheckConstraint("title <> ''::text", name="ck_documents_title"),
        Index("ix_documents_words", "words", postgresql_using="gin"),
        Index(
            "ix_documents_title",
            "title",
            postgresql_using="gin",
            postgresql_ops={"title": "gin_trgm_ops"},
        ),
        Index("ix_documents_details", "details", postgresql_using="gin"),
        {"comment": "Texts that the hive has read, found again by words, spelling or details"},
    )

    id: Mapped[Key]
    agent_id: Mapped[UUID | None] = reference("agents.id", "SET NULL")
    source: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    content: Mapped[str]
    details: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'::jsonb"))
    words: Mapped[str | None] = mapped_column(TSVECTOR, Computed(WORDS, persisted=True))
    created_at: Mapped[Moment]


class DocumentChunk(Base):
    """One piece of a document, counted from 1, short enough for an embedding of its own."""

    __tablename__ = "document_chunks"
    __table_args__ = (
        CheckConstraint('"position" >= 1', name="ck_document_chunks_position"),
        CheckConstraint("content <> ''::text", name="ck_document_chunks_content"),
        UniqueConstraint("document_id", "position"),
        Index(
            "ix_document_chunks_embedding",
            "embedding",
            postgresql_using="hnsw",
            postgresql_ops={"embedding": "vector_cosine_ops"},
        ),
        {"comment": "Pieces of documents, found again by meaning"},
    )

    id: Mapped[Key]
    document_id: Mapped[UUID] = reference("documents.id", "CASCADE", index=False)
    position: Mapped[int]
    content: Mapped[str]
    embedding: Mapped[Sequence[float] | None] = mapped_column(Vector(DIMENSIONS))


SEARCH_DOCUMENTS = DDL(  # type: ignore[no-untyped-call]
    """\
CREATE OR REPLACE FUNCTION search_documents(query text, wanted integer DEFAULT 10)
RETURNS TABLE (id uuid, title text, rank real) LANGUAGE sql STABLE PARALLEL SAFE AS $body$
SELECT d.id, d.title, ts_rank(d.words, q) + word_similarity(query, d.title)
FROM documents d, websearch_to_tsquery('english', query) q
WHERE d.words @@ q OR query <%% d.title
ORDER BY 3 DESC, d.id
LIMIT wanted
$body$"""
)
"""By words, or by a title that is spelt nearly so; both count, the best comes first."""

NEAREST_CHUNKS = DDL(  # type: ignore[no-untyped-call]
    """\
CREATE OR REPLACE FUNCTION nearest_chunks(sought vector, wanted integer DEFAULT 10)
RETURNS TABLE (id uuid, document_id uuid, content text, distance double precision)
LANGUAGE sql STABLE PARALLEL SAFE AS $body$
SELECT c.id, c.document_id, c.content, c.embedding <=> sought
FROM document_chunks c
WHERE c.embedding IS NOT NULL
ORDER BY c.embedding <=> sought
LIMIT wanted
$body$"""
)
"""By cosine distance, the nearest first; it goes through the index."""

event.listen(Document.__table__, "after_create", SEARCH_DOCUMENTS)
event.listen(DocumentChunk.__table__, "after_create", NEAREST_CHUNKS)
