"""Like is near like."""

import math

import pytest
from team.embedding import DIMENSIONS, hashed

LESSON = "A public function needs a docstring"


def likeness(one: str, other: str) -> float:
    return product(hashed(one), hashed(other))


def product(one: list[float], other: list[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


def test_it_has_the_width_of_the_column_and_length_one() -> None:
    assert len(hashed(LESSON)) == DIMENSIONS
    assert math.hypot(*hashed(LESSON)) == pytest.approx(1)


def test_like_is_near_like() -> None:
    near = likeness(LESSON, "Does this function need a docstring?")
    assert near > 2 * abs(likeness(LESSON, "The merge queue is empty"))


def test_minilm_finds_what_is_meant() -> None:
    pytest.importorskip("onnxruntime", reason="the extra [semantic] is not installed")
    from team.minilm import embed

    dog, hound, market = map(embed, ("The dog sleeps", "A hound takes a nap", "Stocks fell"))
    assert len(dog) == DIMENSIONS
    assert product(dog, hound) > 0.5 > product(dog, market)
