"""The seam of a rule: a module of `rules`, listed in its `__init__`."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from toolkit.findings import UPGRADE, Claim, Finding, Fix, Severity
from toolkit.lint.effects import Name
from toolkit.lint.events import Came, Event
from toolkit.lint.fixes.choose import fix
from toolkit.lint.migration import MigrationFile
from toolkit.lint.project import Project
from toolkit.lint.python.texts import is_hole


@dataclass(frozen=True)
class Example:
    """`bad` and `good` are bodies of upgrade(), `setup` the SQL of what is there before, `head`
    what stands above in the file. `good` is what the fix makes of `bad`, or what someone would
    write who has none; None: nobody can say. `why_not_executed`: what no server can show."""

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
    by = project.fix_style, project.sqlalchemy
    mend = (
        None if event.question else fix(migration, event, *by, transactional=project.transactional)
    )
    return found(migration, event, rule, message, remedy, graded, claim, mend)


def found(
    migration: MigrationFile, event: Event, rule: str, message: str, remedy: str,
    severity: Severity, claim: Claim | None, mend: Fix | None = None,
) -> Finding:  # fmt: skip
    """With a severity and a claim of the rule's own."""
    return Finding(
        migration.shown,
        migration.places.span(event.node, event.offset, event.length),
        name(rule),
        severity,
        message,
        remedy,
        revision=migration.revision,
        claim=claim,
        statement=event.text or migration.places.source(event.node),
        fix=mend,
    )


def of_node(
    migration: MigrationFile, node: ast.AST, rule: str, message: str, remedy: str,
    offset: int = 0, length: int = 0,
) -> Finding:  # fmt: skip
    """A note of a place, not of an effect."""
    places = migration.places
    return Finding(
        migration.shown, places.span(node, offset, length), name(rule), Severity.NOTE, message,
        remedy, revision=migration.revision,
        statement=places.source(node) if hasattr(node, "lineno") else "",
    )  # fmt: skip


def of_file(
    migration: MigrationFile, constant: str, rule: str, severity: Severity, claim: Claim,
    message: str, remedy: str,
) -> Finding:  # fmt: skip
    """Of a constant at the top of the file."""
    node = next(filter(partial(_sets, constant), migration.tree.body), migration.tree)
    places = migration.places
    return Finding(
        migration.shown, places.span(node), name(rule), severity, message, remedy,
        revision=migration.revision, claim=claim,
        statement=places.source(node) if isinstance(node, ast.stmt) else "",
    )  # fmt: skip


def _sets(constant: str, node: ast.stmt) -> bool:
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    return any(isinstance(one, ast.Name) and one.id == constant for one in targets)


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


def or_once(migration: MigrationFile) -> str:
    """For a remedy; a downgrade is done as often as its upgrade."""
    return ", or use ensure.once" if migration.function == UPGRADE else ""


MOVED = "Put all that takes the old table's place into one ensure.first_time."


def there(
    migration: MigrationFile, project: Project, rule: str, events: Iterable[Event], remedy: str
) -> Iterator[Finding]:
    """Of what is created, and is there."""
    for event in events:
        way = MOVED if event.elsewhere else remedy
        message = f"{called(event.effect.name)} is there already {when(event)}"
        if event.effect.unnamed:
            message = f"this makes one more {event.effect.name.kind} each time it is run"
        elif event.elsewhere:
            is_there = "lies on the table that was here"
            if event.effect.on is None:
                is_there = "gets other names for its indexes"
            message = f"{called(event.effect.name)} {is_there} {when(event)}"
        yield finding(migration, project, event, rule, message, way)


def gone(
    migration: MigrationFile, project: Project, rule: str, events: Iterable[Event], remedy: str
) -> Iterator[Finding]:
    """Of what is dropped, and is not there."""
    for event in events:
        message = f"{called(event.effect.name)} is not there {when(event)}"
        yield finding(migration, project, event, rule, message, remedy)


def when(event: Event) -> str:
    """When it fails, for a message."""
    return "the first time" if event.first is Came.FAILS else "when this is run again"


def called(name: Name) -> str:
    """With its kind, in so far as it is known."""
    kind = "column" if name.kind == "expression" else name.kind
    if not name.name or is_hole(str(name)):
        return f"{'an' if kind[0] in 'aeio' else 'a'} {kind}"
    return f"{kind} {name}"
