"""A text as 384 numbers, the width of the hive's column: likeness of spelling, not of meaning."""

import math
import re
from collections.abc import Iterator
from hashlib import blake2b
from itertools import pairwise

NAME = "hashing-384"  # stored with each vector: those of two embedders cannot be compared
DIMENSIONS = 384


def embedded(text: str) -> list[float]:
    """Of length 1. Each feature adds or takes 1 at a place of its own."""
    vector = [0.0] * DIMENSIONS
    for feature in _features(re.findall(r"\w+", text.lower())):
        number = int.from_bytes(blake2b(feature.encode(), digest_size=8).digest(), "big")
        vector[number // 2 % DIMENSIONS] += 1 if number % 2 else -1
    length = math.hypot(*vector) or 1.0
    return [number / length for number in vector]


def _features(words: list[str]) -> Iterator[str]:
    """Words, pairs of words, and runs of letters: so that `frame` is near to `frames`."""
    yield from words
    yield from (f"{one} {two}" for one, two in pairwise(words))
    for word in (f"<{word}>" for word in words):
        yield from (
            word[at : at + size] for size in (3, 4, 5) for at in range(len(word) - size + 1)
        )
