"""Fixes taken as far as they do what they are for: each must parse, and its finding be gone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from toolkit.findings import Finding, Severity
from toolkit.lint.fixes.apply import apart, applied, fixable, parses

TRIALS = 200
"""A fix may bring to light what only it made possible, and one that is refused costs a few."""
UNREAD = "unread"
NO_PYTHON = "the file would be no Python any more"
STAYS = "it would still be found"

Lint = Callable[[str], Iterable[Finding]]


@dataclass(frozen=True)
class Mended:
    """`fixed` are gone from the text; the fixes of `refused` would not do, for the reason given."""

    text: str
    fixed: tuple[Finding, ...] = ()
    refused: tuple[tuple[Finding, str], ...] = ()


def mended(text: str, lint: Lint) -> Mended:
    """With what `lint` has fixes for, as often as there is something new to fix."""
    fixed: list[Finding] = []
    refused: dict[tuple[str, ...], tuple[Finding, str]] = {}
    found = list(lint(text))
    batch: Sequence[Finding] = ()
    for _ in range(TRIALS):
        batch = batch or apart(one for one in fixable(found) if _place(one) not in refused)
        if not batch:
            break
        after = applied(text, [one.fix for one in batch if one.fix])
        left = list(lint(after)) if parses(after) else []
        why = _why_not(found, left, batch) if parses(after) else NO_PYTHON
        if not why:
            text, found = after, left
            fixed += batch
            batch = ()
        elif len(batch) == 1:
            refused[_place(batch[0])] = batch[0], why
            batch = ()
        else:
            batch = batch[: len(batch) // 2]
    return Mended(text, tuple(fixed), tuple(refused.values()))


def _why_not(before: list[Finding], after: list[Finding], batch: Sequence[Finding]) -> str:
    """ "" where they may be taken."""
    expected = Counter(map(_what, before)) - Counter(map(_what, batch))
    more = Counter(map(_what, after)) - expected
    if any(_what(one) in more for one in batch):
        return STAYS
    for one in after:
        if _what(one) in more and _grave(one):
            return f"it would bring: {one.message}"
    return ""


def _grave(one: Finding) -> bool:
    """What nobody wants instead; what can be fixed in turn is."""
    if one.suppressed is not None:
        return False
    return one.rule == UNREAD or (one.severity is not Severity.NOTE and one.fix is None)


def _what(one: Finding) -> tuple[str, str]:
    """The same, wherever it stands by now and however it is written."""
    return one.rule, one.message


def _place(one: Finding) -> tuple[str, ...]:
    return (*_what(one), one.statement)
