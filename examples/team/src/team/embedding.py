"""Texts as vectors of 384 numbers, the width of the hive's column, so that like finds like.

The default needs no model: it hashes words, pairs of words and runs of letters. That is likeness of
spelling, not of meaning. `pip install '.[semantic]'` and TEAM_EMBEDDER=minilm bring a small model.
"""

import math
import os
import re
from collections.abc import Callable, Iterator
from hashlib import blake2b
from itertools import pairwise

DIMENSIONS = 384
Vector = list[float]


def embedder() -> tuple[str, Callable[[str], Vector]]:
    """Its name, stored with each memory because vectors of two models cannot be compared."""
    if os.environ.get("TEAM_EMBEDDER") == "minilm":
        from team.minilm import embed

        return "minilm-l6-v2-int8", embed
    return "hashing-384", hashed


def hashed(text: str) -> Vector:
    """Length 1; each feature adds or takes 1 at one place."""
    vector = [0.0] * DIMENSIONS
    for feature in _features(text.lower()):
        number = int.from_bytes(blake2b(feature.encode(), digest_size=8).digest(), "big")
        vector[number // 2 % DIMENSIONS] += 1 if number % 2 else -1
    length = math.hypot(*vector) or 1.0
    return [number / length for number in vector]


def _features(text: str) -> Iterator[str]:
    words = re.findall(r"\w+", text)
    yield from words
    yield from (f"{one} {two}" for one, two in pairwise(words))
    for word in words:
        padded = f"<{word}>"
        yield from (padded[at : at + n] for n in (3, 4, 5) for at in range(len(padded) - n + 1))
