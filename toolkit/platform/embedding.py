"""Deterministic embeddings by hashing words: no model, no meaning, only shared words are near."""

import math
import re
from hashlib import blake2b

DIMENSIONS = 384


def embed(text: str) -> tuple[float, ...]:
    """A vector of DIMENSIONS numbers and length 1; the same words give the same vector.

    It is the hashing trick: each word adds +1 or -1 at one place. Good enough to prove that a
    vector search works without downloading a model; use a real model for real memories.
    ValueError where the text has no word.
    """
    vector = [0.0] * DIMENSIONS
    for word in re.findall(r"\w+", text.lower()):
        place, sign = _place(word)
        vector[place] += sign
    length = math.hypot(*vector)
    if not length:
        raise ValueError("there is no word to embed")
    return tuple(number / length for number in vector)


def _place(word: str) -> tuple[int, float]:
    number = int.from_bytes(blake2b(word.encode(), digest_size=8).digest(), "big")
    return number // 2 % DIMENSIONS, 1.0 if number % 2 else -1.0
