"""Which findings count: profile, chosen rules, ignored ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path

from toolkit.findings import Finding, Severity
from toolkit.lint.options import Options

ORDER = tuple(Severity)


def chosen(found: Iterable[Finding], path: Path, options: Options) -> Iterator[Finding]:
    """As bad as the profile says."""
    ignored = options.ignore.union(
        *(
            rules
            for it, rules in options.per_file_ignores.items()
            if matches(path, it, options.root)
        )
    )
    for one in found:
        if one.rule not in ignored and (options.select is None or one.rule in options.select):
            strict = options.profile == "strict" and one.severity is Severity.WARNING
            yield replace(one, severity=Severity.ERROR) if strict else one


def excluded(path: Path, options: Options) -> bool:
    return any(matches(path, pattern, options.root) for pattern in options.exclude)


def counts(one: Finding, options: Options) -> bool:
    """Whether the run fails because of it."""
    reached = ORDER.index(one.severity) >= ORDER.index(options.fail_on)
    return reached and one.suppressed is None


def matches(path: Path, pattern: str, root: Path) -> bool:
    """A pattern of paths below `root`, or of a folder there; without a slash, of any name."""
    below = path.relative_to(root) if path.is_relative_to(root) else path
    if "/" not in pattern:
        return any(fnmatchcase(part, pattern) for part in below.parts)
    text, pattern = below.as_posix(), pattern.removeprefix("./").rstrip("/")
    return fnmatchcase(text, pattern) or fnmatchcase(text, f"{pattern}/*")
