"""What differs between what is declared and what is found, as lines and as JSON."""

from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import Any

from toolkit.findings import Difference, Differences
from toolkit.report.program import addressed
from toolkit.report.redact import redact

WORDS = {
    "absent": "is missing",
    "broken": "is damaged",
    "less": "lacks something",
    "different": "differs",
}
SIGN = {True: "●", False: "≠"}
"""What a command converges, and what only a person can."""


def plain(found: Differences) -> Differences:
    """Without secrets, and with commands as they are typed here: for whatever shows it."""
    return replace(
        found,
        differences=tuple(map(_plain, found.differences)),
        notes=tuple(addressed(redact(one)) for one in found.notes),
    )


def _plain(one: Difference) -> Difference:
    return Difference(
        redact(one.subject),
        one.verdict,
        redact(one.declared),
        redact(one.found),
        addressed(one.next),
        tuple(map(redact, one.sql)),
    )


def total(found: Differences) -> str:
    """`3 objects differ from revision 020, 1 of them for a person`."""
    count = len(found.differences)
    by_hand = sum(not one.next for one in found.differences)
    if not count:
        return f"nothing differs from {found.declared}"
    many = f"{count} object{'s differ' if count > 1 else ' differs'} from {found.declared}"
    return f"{many}, {by_hand} of them for a person" if by_hand else many


def lines(found: Differences) -> Iterator[str]:
    """Of a terminal, or a file."""
    found = plain(found)
    for one in found.differences:
        yield f"{SIGN[bool(one.next)]} {one.subject} {WORDS[one.verdict]}"
        yield from _labelled("declared", one.declared)
        yield from _labelled("found", one.found or "nothing")
        if one.next:
            yield from _labelled("next", one.next)
        else:
            yield from _labelled("by hand", "\n".join(one.sql))
    yield from (f"note: {one}" for one in found.notes)


def document(found: Differences) -> dict[str, Any]:
    """What a command's `extra` takes."""
    return asdict(plain(found))


def _labelled(label: str, text: str) -> Iterator[str]:
    for number, line in enumerate(text.splitlines() or [""]):
        yield f"    {label if not number else '':<9} {line}"
