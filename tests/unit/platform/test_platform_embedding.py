"""Embeddings by hashing, and the vector type that carries them."""

import math

import pytest
from sqlalchemy.dialects import postgresql

from toolkit.platform.embedding import DIMENSIONS, embed
from toolkit.platform.vector import Vector

DIALECT = postgresql.dialect()


def test_an_embedding_is_a_unit_vector_and_always_the_same() -> None:
    vector = embed("Bees find their way back")
    assert len(vector) == DIMENSIONS
    assert math.hypot(*vector) == pytest.approx(1)
    assert vector == embed("bees, find THEIR way back!")


def test_shared_words_are_nearer_than_none() -> None:
    query = embed("where do bees fly")
    assert math.dist(query, embed("bees fly far")) < math.dist(query, embed("stones lie still"))


def test_text_without_a_word_has_no_embedding() -> None:
    with pytest.raises(ValueError, match="no word"):
        embed("…!")


def test_a_vector_survives_its_text_form() -> None:
    into, out = Vector(3).bind_processor(DIALECT), Vector(3).result_processor(DIALECT, None)
    assert into([1, 2.5, -3]) == "[1.0,2.5,-3.0]"
    assert out("[1,2.5,-3]") == (1.0, 2.5, -3.0)
    assert into(None) is None
    assert out(None) is None


def test_a_vector_is_declared_with_and_without_dimensions() -> None:
    assert Vector(384).get_col_spec() == "vector(384)"
    assert Vector().get_col_spec() == "vector"
    assert Vector(3).literal_processor(DIALECT)([1, 2, 3]) == "'[1.0,2.0,3.0]'"
