"""`# hive: ignore[rule, …] reason until=2027-01-31`, on a line or, above the code, for the file."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from toolkit.findings import Finding, Severity, Span
from toolkit.lint.migration import MigrationFile

COMMENT = re.compile(r"#\s*hive:\s*ignore\[([\w\-,\s]*)\]\s*(.*)")
UNTIL = re.compile(r"\buntil=(\d{4}-\d\d-\d\d)\b")
UNUSED = "unused-suppression"


@dataclass
class Suppression:
    """`line` is 0 where it is of the whole file. `used`: rules that it silenced. `until` is an ISO
    date, or one that no calendar has: they are compared as texts."""

    rules: frozenset[str]
    reason: str
    until: str
    span: Span
    line: int
    used: set[str] = field(default_factory=set)

    def silences(self, one: Finding, today: str) -> bool:
        """Its own line, or the line above the first of what it is about."""
        if self.is_over(today):
            return False
        lines = range(one.span.line - 1, max(one.span.end_line, one.span.line) + 1)
        return one.rule in self.rules and (self.line == 0 or self.line in lines)

    def is_over(self, today: str) -> bool:
        return bool(self.until) and self.until < today


def suppressed(migration: MigrationFile, found: Iterable[Finding]) -> Iterator[Finding]:
    """The findings, those marked that somebody wants to live with; and comments of no use."""
    comments = _comments(migration) if COMMENT.search(migration.text) else []
    today = date.today().isoformat()
    for one in found:
        by = next((comment for comment in comments if comment.silences(one, today)), None)
        if by is None:
            yield one
        else:
            by.used.add(one.rule)
            yield replace(one, suppressed=by.reason)
    for comment in comments:
        yield from _unused(migration, comment, today)


def _unused(migration: MigrationFile, comment: Suppression, today: str) -> Iterator[Finding]:
    for rule in sorted(comment.rules - comment.used):
        over = comment.is_over(today)
        yield Finding(
            migration.shown, comment.span, UNUSED, Severity.WARNING,
            f"{rule} was to be ignored until {comment.until}" if over
            else f"there is no {rule} to be ignored here",
            "Take it out of the comment." if not over else "Mend it, or take another date.",
            revision=migration.revision,
        )  # fmt: skip


def _comments(migration: MigrationFile) -> list[Suppression]:
    found = []
    first = min((node.lineno for node in migration.tree.body[1:]), default=1)
    for token in tokenize.generate_tokens(io.StringIO(migration.text).readline):
        match = COMMENT.search(token.string) if token.type == tokenize.COMMENT else None
        if match:
            alone = token.line.lstrip().startswith("#")
            line = 0 if alone and token.start[0] < first else token.start[0]
            found.append(_read(match, token, line))
    return found


def _read(match: re.Match[str], token: tokenize.TokenInfo, line: int) -> Suppression:
    rules = frozenset(one.strip() for one in match[1].split(",") if one.strip())
    until = UNTIL.search(match[2])
    begin = token.start[1] + 1
    span = Span(token.start[0], begin, token.start[0], begin + len(token.string))
    reason = UNTIL.sub("", match[2]).strip()
    return Suppression(rules, reason, until[1] if until else "", span, line)
