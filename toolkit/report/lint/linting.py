"""What hive-lint has to say, as every format of it needs it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from toolkit.errors import ToolkitError
from toolkit.findings import Finding, Severity

LEVELS = tuple(Severity)


@dataclass(frozen=True)
class Fixes:
    """Findings that were `fixed`, in so many `files`, or would be, where it is not `done`;
    `refused` are those whose fix was not taken, and why."""

    fixed: Sequence[Finding] = ()
    refused: Sequence[tuple[Finding, str]] = ()
    files: int = 0
    done: bool = True
    diff: str = ""


@dataclass(frozen=True)
class Linting:
    """`files` were read; `blind`: places in them that could not be. `baseline` is what a finding
    that is in it gives as the reason of its suppression. `bar`: from where on a finding counts.
    `line` is what stands in a file, on a line; `rules` what a rule is about, in a sentence."""

    findings: Sequence[Finding] = ()
    files: Sequence[str] = ()
    blind: int = 0
    exit: int = 0
    error: ToolkitError | None = None
    bar: Severity = Severity.ERROR
    baseline: str = ""
    statistics: bool = False
    line: Callable[[str, int], str] = lambda _path, _line: ""
    rules: Mapping[str, str] = field(default_factory=dict)
    version: str = ""
    fixes: Fixes | None = None
    text: bytes | None = None
    """Of standard input, fixed: it takes the place of all that is said."""

    @property
    def shown(self) -> Iterator[Finding]:
        """Those that nobody wants to live with."""
        return (one for one in self.findings if one.suppressed is None)

    def fails(self, one: Finding) -> bool:
        return one.suppressed is None and LEVELS.index(one.severity) >= LEVELS.index(self.bar)


def said(one: Finding) -> str:
    """The reason and the remedy, in a sentence each."""
    return f"{one.message.rstrip('.')}. {one.remedy}".rstrip()


def statistics(linting: Linting) -> dict[str, int]:
    """How many of each rule, the most frequent first."""
    found: dict[str, int] = {}
    for one in linting.shown:
        found[one.rule] = found.get(one.rule, 0) + 1
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))
