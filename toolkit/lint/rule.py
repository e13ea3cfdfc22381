"""The seam of a rule: a module of `rules`, listed in its `__init__`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from toolkit.findings import Claim, Finding, Severity
from toolkit.lint.migration import MigrationFile
from toolkit.lint.project import Project
from toolkit.lint.run import Came, Event


@dataclass(frozen=True)
class Example:
    """`bad` and `good` are bodies of upgrade(), `setup` the SQL of what is there before, `head`
    what stands above in the file. `good` is what the fix makes of `bad`; None: there is none.
    `why_not_executed`: what no server can show."""

    bad: str
    good: str | None = None
    setup: str = ""
    head: str = ""
    why_not_executed: str = ""


class Rule(Protocol):
    """Says what will not survive; its docstring is its page, its name that of its file."""

    @property
    def EXAMPLES(self) -> tuple[Example, ...]: ...  # noqa: N802 (a module's constant)

    def check(self, migration: MigrationFile, project: Project) -> Iterator[Finding]: ...


def finding(
    migration: MigrationFile, event: Event, rule: str, message: str, remedy: str = ""
) -> Finding:
    """Of an event, as bad as it can get: what fails at once, what is durable before the stamp is,
    and what changes something without a word are errors; the transaction saves the rest."""
    return Finding(
        str(migration.path),
        migration.places.span(event.node, event.offset, event.length),
        rule.rpartition(".")[2].replace("_", "-"),
        severity(event),
        message,
        remedy,
        revision=migration.revision,
        claim=Claim.FIRST if event.first is Came.FAILS else Claim.RERUN,
        statement=migration.places.source(event.node),
    )


def severity(event: Event) -> Severity:
    if event.question:
        return Severity.NOTE
    grave = event.first is Came.FAILS or event.durable or event.again is Came.CHANGES
    return Severity.ERROR if grave else Severity.WARNING
