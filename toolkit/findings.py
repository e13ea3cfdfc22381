"""What everything returns: outcomes and verdicts, and what they are made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Status(StrEnum):
    """What a step, check or example came to."""

    UNCHANGED = "unchanged"
    PENDING = "pending"
    CHANGED = "changed"
    DRIFT = "drift"
    FAILED = "failed"


@dataclass(frozen=True)
class Change:
    """One thing a step would do or did. `subject` is what the step calls the object."""

    subject: str
    what: str


@dataclass(frozen=True)
class Drift:
    """An object that is there but is not what was declared, as both definitions."""

    subject: str
    declared: str
    found: str
    ways_out: tuple[str, ...] = ()

    @property
    def definitions(self) -> str:
        """Both of them, a line each."""
        return f"{self.subject}\n  declared: {self.declared}\n  found:    {self.found}"

    def __str__(self) -> str:
        ways = "".join(f"\n  way out:  {way}" for way in self.ways_out)
        return self.definitions + ways


@dataclass(frozen=True)
class Difference:
    """An object that is not as declared, however it came to that. `verdict` is a row of the
    decision table; `found` is "" where nothing is; `next` the command that converges it, "" where
    only a person can: then `sql` is what may be run, or a comment on it."""

    subject: str
    verdict: str
    declared: str
    found: str
    next: str = ""
    sql: tuple[str, ...] = ()


@dataclass(frozen=True)
class Differences:
    """What a database lacks of what is `declared`, and what is to be known beside it."""

    declared: str
    differences: tuple[Difference, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Survey:
    """What a step or check saw, having changed nothing. Empty means converged."""

    changes: tuple[Change, ...] = ()
    drift: tuple[Drift, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What one step, check or example came to; `seconds` of wall clock."""

    name: str
    status: Status
    seconds: float = 0.0
    changes: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class Judgement(StrEnum):
    """What an experiment of a replay showed."""

    PROVED = "proved"
    REFUTED = "refuted"
    NOT_RUN = "not-run"


@dataclass(frozen=True)
class Verdict:
    """What one experiment on one revision came to. `statement` and `sqlstate` are of the place
    where it failed, `diff` is of fingerprints; `reason` says what a person needs, also beside a
    proof that is not of everything. `seconds` of wall clock."""

    revision: str
    experiment: str
    verdict: Judgement
    statement: str = ""
    sqlstate: str = ""
    reason: str = ""
    diff: str = ""
    seconds: float = 0.0


@dataclass(frozen=True)
class Statement:
    """One that a revision executed, without its parameters; `seconds` on the server."""

    text: str
    seconds: float


@dataclass(frozen=True)
class Replayed:
    """One revision, after whichever `parents` it comes, what its upgrade executed, and what came
    out; `title` is the first line of its docstring."""

    revision: str
    parents: tuple[str, ...]
    title: str
    statements: tuple[Statement, ...] = ()
    verdicts: tuple[Verdict, ...] = ()


class Evidence(StrEnum):
    """What a replay says of a finding of the linter."""

    CONFIRMED = "confirmed"
    DENIED = "denied"
    NOT_RUN = "not run"


class Severity(StrEnum):
    """How bad a finding is, in rising order."""

    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"


class Claim(StrEnum):
    """What a finding says will happen: the first run fails, running it again fails or changes
    something, or a run that died part-way leaves harm behind."""

    FIRST = "first"
    RERUN = "rerun"
    CRASH = "crash"


@dataclass(frozen=True)
class Edit:
    """`text` instead of what stands from `start` to `end`, offsets in characters of the file."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Fix:
    """Edits that belong together, in the order of the file; `imports` are lines that they need."""

    title: str
    edits: tuple[Edit, ...]
    imports: tuple[str, ...] = ()


@dataclass(frozen=True)
class Span:
    """A place in a file: lines and columns count characters from 1, the end is not in it."""

    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1


UPGRADE, DOWNGRADE = "upgrade", "downgrade"
"""Functions of a migration."""


@dataclass(frozen=True)
class Finding:
    """What a rule found in one migration. `statement` is the call or SQL in question, `choices`
    what a person may do where no fix can choose; `suppressed` is the reason given for that (None:
    it is not), `evidence` what a replay said: confirmed, denied or not run;
    `function` is the one of the migration that it is about."""

    path: str
    span: Span
    rule: str
    severity: Severity
    message: str
    remedy: str = ""
    revision: str = ""
    claim: Claim | None = None
    statement: str = ""
    fix: Fix | None = None
    choices: tuple[str, ...] = ()
    suppressed: str | None = None
    evidence: str = ""
    function: str = UPGRADE

    @property
    def words(self) -> str:
        """What it is about, however that is laid out."""
        return " ".join((self.statement or self.message).split())


class Listener(Protocol):
    """Hears what goes on while it goes on; report has the faces of it."""

    def started(self, name: str) -> None: ...
    def progress(self, text: str, done: int = 0, total: int = 0) -> None: ...
    def finished(self, outcome: Outcome) -> None: ...


class Silence:
    """A Listener that says nothing."""

    def started(self, name: str) -> None: ...
    def progress(self, text: str, done: int = 0, total: int = 0) -> None: ...
    def finished(self, outcome: Outcome) -> None: ...


def converged(outcomes: Sequence[Outcome]) -> bool:
    """Whether all is as declared: nothing pending, drifted or failed."""
    return all(one.status in (Status.UNCHANGED, Status.CHANGED) for one in outcomes)


def changed(outcomes: Sequence[Outcome]) -> int:
    """How many changes were made."""
    return sum(len(o.changes) for o in outcomes if o.status is Status.CHANGED)
