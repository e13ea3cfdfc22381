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
    migration: MigrationFile, project: Project, event: Event, rule: str,
    message: str, remedy: str = "",
) -> Finding:  # fmt: skip
    """Of an event, as bad as it can get."""
    claim = Claim.FIRST if event.first is Came.FAILS else Claim.RERUN
    graded = severity(event, transactional=project.transactional)
    return found(migration, event, rule, message, remedy, graded, claim)


def found(
    migration: MigrationFile, event: Event, rule: str, message: str, remedy: str,
    severity: Severity, claim: Claim | None,
) -> Finding:  # fmt: skip
    """With a severity and a claim of the rule's own."""
    return Finding(
        str(migration.path),
        migration.places.span(event.node, event.offset, event.length),
        name(rule),
        severity,
        message,
        remedy,
        revision=migration.revision,
        claim=claim,
        statement=event.text or migration.places.source(event.node),
    )


def name(module: str) -> str:
    """Of a rule, by that of its module."""
    return module.rpartition(".")[2].replace("_", "-")


def severity(event: Event, *, transactional: bool = True) -> Severity:
    """What fails at once, what is durable before the stamp is, and what changes something without
    a word are errors; the transaction saves the rest."""
    if event.question:
        return Severity.NOTE
    silent = event.again is Came.CHANGES and event.reached
    grave = event.first is Came.FAILS or event.durable or not transactional or silent
    return Severity.ERROR if grave else Severity.WARNING


def when(event: Event) -> str:
    """When it fails, for a message."""
    return "the first time" if event.first is Came.FAILS else "when this is run again"
