"""Rules run over migrations: what they find, what is suppressed, what could not be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from toolkit.findings import Finding, Span
from toolkit.lint.effects import COMPLEX, TooComplexError
from toolkit.lint.migration import MigrationFile
from toolkit.lint.project import Project
from toolkit.lint.python.files import Files
from toolkit.lint.rule import Rule
from toolkit.lint.source import decoded
from toolkit.lint.suppression import suppressed


@dataclass(frozen=True)
class Linted:
    """One file. `unread`: why it could not be read at all; `blind`: how many places in it."""

    path: Path
    findings: tuple[Finding, ...] = ()
    blind: int = 0
    unread: str = ""


def lint(
    path: Path, project: Project, rules: Sequence[Rule], *, files: Files,
    text: str | bytes, shown: str = "",
) -> Linted:  # fmt: skip
    """What stands in the file at `path`; what is no migration has no findings."""
    try:
        text = decoded(text) if isinstance(text, bytes) else text
        migration = MigrationFile(path, text, files, shown)
        if not migration.is_migration:
            return Linted(path)
        found = _sorted(one for rule in rules for one in rule.check(migration, project))
        return Linted(path, tuple(suppressed(migration, found)), len(migration.upgrade.blind))
    except (TooComplexError, RecursionError, MemoryError):
        return Linted(path, unread=COMPLEX)
    except (SyntaxError, ValueError) as error:
        return Linted(path, unread=_why(error))


def _sorted(found: Iterable[Finding]) -> Iterator[Finding]:
    """In the order of the file; one of each rule at each place."""
    seen: set[tuple[Span, str, str]] = set()
    for one in sorted(found, key=lambda one: (one.span.line, one.span.column, one.rule)):
        key = (one.span, one.rule, one.message)
        if key not in seen:
            seen.add(key)
            yield one


def _why(error: Exception) -> str:
    if isinstance(error, SyntaxError):
        line = f", line {error.lineno}" if error.lineno else ""
        return f"it is no Python: {error.msg}{line}"
    return f"it is no Python: {str(error).partition(chr(10))[0]}"
