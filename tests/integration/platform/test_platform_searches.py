"""What is read is found again: by words, by spelling, by meaning, and through an index."""

from collections.abc import Sequence

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from toolkit.platform.embedding import embed
from toolkit.platform.models import AgentEvent, Context, Document, DocumentChunk
from toolkit.platform.vector import Vector

TEXTS = {
    "Building frames": "Seven frames fit; the bees like them dry",
    "Feeding bees": "Sugar and water, warm",
    "The roof": "It leaks 100% of the time: repair it",
}


@pytest.fixture
def library(migrated: sa.Connection) -> sa.Connection:
    """A hive that has read TEXTS."""
    for title, content in TEXTS.items():
        document = insert(Document).values(source=f"notes/{title}", title=title, content=content)
        key = migrated.scalar(document.returning(Document.id))
        chunk = {"document_id": key, "position": 1, "content": content}
        migrated.execute(insert(DocumentChunk).values(chunk | {"embedding": embed(content)}))
    return migrated


def test_a_title_counts_more_than_the_content(library: sa.Connection) -> None:
    assert _titles(library, "bee") == ["Feeding bees", "Building frames"]
    rank = sa.func.ts_rank(Document.words, sa.func.to_tsquery("english", "bee"))
    ranked = library.scalars(sa.select(Document.title).order_by(rank.desc())).all()
    assert ranked[:2] == ["Feeding bees", "Building frames"]


def test_a_misspelt_title_is_found(library: sa.Connection) -> None:
    assert _titles(library, "bilding frame") == ["Building frames"]


@pytest.mark.parametrize("query", ["", "'", "100% :nothing", 'or "', "\\"])
def test_what_cannot_be_found_is_no_error(library: sa.Connection, query: str) -> None:
    assert _titles(library, query) == []


def test_no_more_are_found_than_wanted(library: sa.Connection) -> None:
    assert len(_titles(library, "bee", 1)) == 1
    assert len(_nearest(library, "bees", 2)) == 2


def test_the_nearest_chunk_comes_first_with_its_distance(library: sa.Connection) -> None:
    found = _nearest(library, "warm sugar water", 10)
    assert found[0].content == TEXTS["Feeding bees"]
    assert [one.distance for one in found] == sorted(one.distance for one in found)
    assert 0 < found[0].distance < found[1].distance


def test_a_chunk_without_an_embedding_is_not_near(library: sa.Connection) -> None:
    library.execute(sa.update(DocumentChunk).values(embedding=None))
    assert not _nearest(library, "bees", 10)


@pytest.mark.parametrize(
    ("call", "types"),
    [
        ("search_documents('bee')", "uuid text real"),
        ("nearest_chunks('[1]')", "uuid uuid text double precision"),
    ],
)
def test_what_is_said_to_be_returned_is_returned(
    library: sa.Connection, call: str, types: str
) -> None:
    library.exec_driver_sql(f"CREATE TEMP VIEW returned AS SELECT * FROM {call}")
    found = sa.text(
        "SELECT format_type(atttypid, atttypmod) FROM pg_attribute"
        " WHERE attrelid = 'returned'::regclass AND attnum > 0 ORDER BY attnum"
    )
    assert " ".join(library.scalars(found)) == types


def test_searches_go_through_the_indexes(library: sa.Connection) -> None:
    vector = "array_fill(1, ARRAY[384])::vector"
    nearest = _plan(library, f"SELECT * FROM nearest_chunks({vector}, 3)")
    assert "ix_document_chunks_embedding" in nearest
    words = _plan(library, "SELECT * FROM search_documents('bee')")
    assert "ix_documents_words" in words
    assert "ix_documents_title" in words


@pytest.mark.parametrize("model", [Context, AgentEvent, Document])
def test_details_are_found_through_the_index(
    migrated: sa.Connection, model: type[Context | AgentEvent | Document]
) -> None:
    table = model.__tablename__
    plan = _plan(migrated, f'SELECT id FROM {table} WHERE details @> \'{{"tool": "map"}}\'')
    assert f"ix_{table}_details" in plan


def _titles(connection: sa.Connection, query: str, wanted: int = 10) -> Sequence[str]:
    found = sa.text("SELECT title FROM search_documents(:query, :wanted)")
    return connection.scalars(found, {"query": query, "wanted": wanted}).all()


def _nearest(connection: sa.Connection, question: str, wanted: int) -> Sequence[sa.Row[object]]:
    found = sa.text("SELECT * FROM nearest_chunks(:sought, :wanted)")
    found = found.bindparams(sa.bindparam("sought", type_=Vector()))
    return connection.execute(found, {"sought": embed(question), "wanted": wanted}).all()


def _plan(connection: sa.Connection, query: str) -> str:
    connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
    return "\n".join(connection.exec_driver_sql(f"EXPLAIN {query}").scalars())
