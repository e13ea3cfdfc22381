"""Which findings count: profile, chosen rules, ignored ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path

from toolkit.findings import Finding, Severity
from toolkit.lint.options import STRICT, Options


def chosen(found: Iterable[Finding], path: str, options: Options) -> Iterator[Finding]:
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
            strict = options.profile == STRICT and one.severity is Severity.WARNING
            yield replace(one, severity=Severity.ERROR) if strict else one


def excluded(path: str, options: Options) -> bool:
    return any(matches(path, pattern, options.root) for pattern in options.exclude)


def matches(path: str, pattern: str, root: Path) -> bool:
    """A pattern of paths below `root`, or of a folder there; without a slash, of any name."""
    below = path.removeprefix(f"{root}/")
    pattern = pattern.removeprefix("./").rstrip("/")
    if "/" not in pattern:
        return any(fnmatchcase(part, pattern) for part in below.split("/"))
    return fnmatchcase(below, pattern) or fnmatchcase(below, f"{pattern}/*")
