"""Rules run over migrations: what they find, what is suppressed, what could not be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit.findings import DOWNGRADE, UPGRADE, Finding, Span
from toolkit.lint.effects import COMPLEX, TooComplexError
from toolkit.lint.migration import MigrationFile
from toolkit.lint.project import Project
from toolkit.lint.python.files import Files
from toolkit.lint.rule import Rule
from toolkit.lint.source import decoded
from toolkit.lint.suppression import suppressed

Key = tuple[Span, str, str]


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
        read = [migration, migration.of(DOWNGRADE)] if project.downgrade else [migration]
        found = tuple(suppressed(migration, _sorted(_found(read, project, rules))))
        return Linted(path, found, len({place for one in read for place in one.ran.blind}))
    except (TooComplexError, RecursionError, MemoryError):
        return Linted(path, unread=COMPLEX)
    except (SyntaxError, ValueError) as error:
        return Linted(path, unread=_why(error))


def _found(
    read: Sequence[MigrationFile], project: Project, rules: Sequence[Rule]
) -> Iterator[Finding]:
    """Of upgrade(); of downgrade() what is not said already, of the file or of a helper of both."""
    said: set[Key] = set()
    for migration in read:
        for one in [one for rule in rules for one in rule.check(migration, project)]:
            if migration.function == UPGRADE:
                said.add(_key(one))
                yield one
            elif _key(one) not in said:
                message = f"in {migration.function}(): {one.message}"
                yield replace(one, function=migration.function, message=message)


def _sorted(found: Iterable[Finding]) -> Iterator[Finding]:
    """In the order of the file; one of each rule at each place."""
    seen: set[Key] = set()
    for one in sorted(found, key=lambda one: (one.span.line, one.span.column, one.rule)):
        if _key(one) not in seen:
            seen.add(_key(one))
            yield one


def _key(one: Finding) -> Key:
    return one.span, one.rule, one.message


def _why(error: Exception) -> str:
    if isinstance(error, SyntaxError):
        line = f", line {error.lineno}" if error.lineno else ""
        return f"it is no Python: {error.msg}{line}"
    return f"it is no Python: {str(error).partition(chr(10))[0]}"
