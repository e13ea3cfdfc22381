"""Labels that revisions add to enum types in the transaction of the run, read from their text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

ADDS = re.compile(
    rb"\bALTER\s+TYPE\s+\S+\s+ADD\s+VALUE\s+(?:IF\s+NOT\s+EXISTS\s+)?'([\w \-.:/]+)'", re.IGNORECASE
)
SAYS = re.compile(rb"[Vv](?:ALUE|alue)\s")
LEAVES = re.compile(rb"autocommit|\bCOMMIT\b|\.commit\(", re.IGNORECASE)


def added(data: bytes) -> frozenset[str]:
    """By one file; none where it leaves the transaction somewhere."""
    if not SAYS.search(data) or LEAVES.search(data):
        return frozenset()
    return frozenset(one.decode("utf-8", "replace") for one in ADDS.findall(data))


def before(
    revision: str, graph: Mapping[str, Sequence[str]], labels: Mapping[str, frozenset[str]]
) -> Iterator[tuple[str, str]]:
    """Labels that the revisions below it add, each with one that does."""
    seen: set[str] = set()
    ahead = [*graph.get(revision, ())]
    while ahead:
        one = ahead.pop()
        if one not in seen:
            seen.add(one)
            ahead += graph.get(one, ())
            yield from ((label, one) for label in sorted(labels.get(one, ())))
