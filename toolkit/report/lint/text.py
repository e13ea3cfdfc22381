"""Findings as a person reads them: the line, the place marked in it, the reason, the remedy."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from toolkit.errors import ToolkitError
from toolkit.findings import Evidence, Finding, Severity
from toolkit.report import legible as seen
from toolkit.report.lint.linting import Fixes, Linting, statistics

legible, shortened = cache(seen.legible), cache(seen.shortened)  # the same words, again and again
LONGEST = 120
"""Characters of a source line."""
COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.NOTE: "36"}


def document(linting: Linting, *, colour: bool = False) -> str:
    if linting.statistics:
        counts = statistics(linting)
        lines = [f"{number:>6}  {rule}" for rule, number in counts.items()]
    else:
        lines = list(_findings(linting, colour))
    return "\n".join([*lines, summary(linting)]) + "\n"


def _findings(linting: Linting, colour: bool) -> Iterator[str]:
    """Those that a replay denies come last."""
    denied = [one for one in linting.shown if one.evidence == Evidence.DENIED]
    for one in linting.shown:
        if one.evidence != Evidence.DENIED:
            yield from [*_finding(linting, one, colour), ""]
    if denied:
        yield from [
            "Denied by the replay, which ran them: a rule is wrong, or did not see it all",
            "",
        ]
        for one in denied:
            yield from [*_finding(linting, one, colour), ""]


def summary(linting: Linting) -> str:
    """`2 errors and 1 note in 3 files`, and what is not shown."""
    found = [_many(sum(one.severity is level for one in linting.shown), level.value)
             for level in reversed(Severity)]  # fmt: skip
    lived = [one.suppressed for one in linting.findings if one.suppressed is not None]
    known = lived.count(linting.baseline) if linting.baseline else 0
    seen = [one.evidence for one in linting.shown]
    rest = [
        *((seen.count(word), f"{seen.count(word)} {word}") for word in Evidence),
        (linting.blind, f"{_many(linting.blind, 'place')} could not be read"),
        (len(lived) - known, f"{len(lived) - known} suppressed"),
        (known, f"{known} in the baseline"),
    ]
    head = f"{', '.join(found)} in {_many(len(linting.files), 'file')}"
    return "; ".join([head, *(text for number, text in rest if number)])


def fixes(found: Fixes) -> str:
    """`2 findings fixed in 1 file`, after each that was not, and why."""
    lines = [
        f"{legible(one.path)}:{one.span.line}:{one.span.column} {one.rule}: its fix was not taken:"
        f" {shortened(why, 500)}"
        for one, why in found.refused
    ]
    done = "fixed" if found.done else "would be fixed"
    number = _many(len(found.fixed), "finding")
    return "\n".join([*lines, f"{number} {done} in {_many(found.files, 'file')}"])


def error(found: ToolkitError) -> str:
    """What happened, why, the state now, the next command, and the stable code."""
    parts = [("why", found.why), ("state", found.state), ("next", found.next), ("code", found.code)]
    lines = [f"  {label:<5}  {legible(text)}" for label, text in parts if text]
    return "\n".join([f"hive-lint: {legible(found.what)}", *lines])


def _finding(linting: Linting, one: Finding, colour: bool) -> Iterator[str]:
    place = f"{legible(one.path)}:{one.span.line}:{one.span.column}"
    code = COLOURS[one.severity] if colour else ""
    proof = f" ({one.evidence})" if one.evidence else ""
    yield f"{_in(place, '1', colour)} {_in(one.severity, code, colour)} {legible(one.rule)}{proof}"
    yield from _marked(linting, one, code)
    yield f"    {shortened(one.message, 500)}"
    if one.remedy:
        yield f"    {shortened(one.remedy, 500)}"
    yield from (f"    - {shortened(choice, 500)}" for choice in one.choices)


def _marked(linting: Linting, one: Finding, code: str) -> Iterator[str]:
    source = linting.line(one.path, one.span.line).rstrip()
    if not source.strip():
        return
    begin = one.span.column - 1
    end = one.span.end_column - 1 if one.span.end_line == one.span.line else len(source)
    shift = max(0, min(begin - LONGEST // 2, len(source) - LONGEST))
    shown, before = source[shift : shift + LONGEST], source[shift:begin]
    marked = source[max(begin, shift) : min(end, shift + LONGEST)]
    mark = " " * _width(before) + "^" * max(1, _width(marked))
    number = str(one.span.line)
    yield f"  {number:>5} | {legible(shown).replace(chr(9), ' ')}"
    yield f"        | {_in(mark, code, bool(code))}"


def _width(text: str) -> int:
    """Columns of a terminal."""
    if text.isascii():
        return len(legible(text))
    from unicodedata import combining, east_asian_width

    return sum(
        0 if combining(one) else 2 if east_asian_width(one) in "WF" else len(legible(one))
        for one in text
    )


def _many(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def _in(text: str, code: str, colour: bool) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if colour and code else text
