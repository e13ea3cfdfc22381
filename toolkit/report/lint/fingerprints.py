"""A mark of each finding that stays when lines are added above it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import blake2b

from toolkit.findings import Finding


def fingerprints(found: Iterable[Finding]) -> Iterator[tuple[Finding, str]]:
    """Of path, rule and statement, and of how many were alike before it."""
    alike: dict[tuple[str, ...], int] = {}
    for one in found:
        key = (one.path, one.rule, one.words)
        alike[key] = number = alike.get(key, 0) + 1
        text = "\0".join([*key, str(number)])
        yield one, blake2b(text.encode(errors="replace"), digest_size=16).hexdigest()
