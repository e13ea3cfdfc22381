"""What is said when a revision or env.py fails: where, what, what is left, and what to do."""

import re
import traceback
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from toolkit.database.failures import diagnose, place, without_secret
from toolkit.database.hints import hint
from toolkit.database.migrations_run import Run, Step
from toolkit.database.sqlstate import DISK_FULL, chain, lost, message, sqlstate
from toolkit.database.target import Target
from toolkit.errors import (
    ConnectError,
    DiskFullError,
    DriftError,
    MigrationError,
    ToolkitError,
)
from toolkit.report.redact import redact

LONGEST = 240


def revision_failed(
    error: BaseException, step: Step, run: Run, left: tuple[str, ...] | None, target: Target
) -> ToolkitError:
    """A revision's own failure: a MigrationError, or a DiskFullError of the server."""
    file = Path(step.revision.path)
    code = sqlstate(error)
    parts = [
        f"{place_in(error, file)}: {kind(error)}{message(error)}",
        code and f"SQLSTATE: {code}",
        (said := statement(error)) and f"Statement: {said}",
        (advice := hint(code)) and f"Hint: {advice}",
    ]
    return (DiskFullError if code == DISK_FULL else MigrationError)(
        f"Revision {step.revision.revision} failed",
        why=clean("\n".join(part for part in parts if part), target),
        state=left_at(left, committed=run.commits > 0),
        next=f"{_way_out(code, left, file)}, then run `invoke bootstrap` again.",
    )


def _way_out(code: str | None, left: tuple[str, ...] | None, file: Path) -> str:
    if code == DISK_FULL:
        return "Make room on the server's disk"
    if left is None:  # with its connection, the server is perhaps gone
        return "See that the server runs (`invoke up`)"
    return f"Mend {file.name}"


def drifted(error: DriftError, step: Step, run: Run, left: tuple[str, ...] | None) -> DriftError:
    """What `ensure` says, and in which revision."""
    return DriftError(
        f"Revision {step.revision.revision} stopped: {error.what}",
        why=f"{error.why}\n{place_in(error, Path(step.revision.path))}",
        state=left_at(left, committed=run.commits > 0),
        next=error.next,
    )


def env_failed(error: BaseException, env: Path, target: Target) -> ToolkitError:
    """env.py did not get as far as Alembic's question for revisions: MigrationError, or
    ConnectError where it was the connection's fault and not its own."""
    if lost(error):
        return ConnectError(
            f"The project's env.py lost its connection to {place(target.url)}, or got none",
            why=clean(f"{place_in(error, env)}: {message(error)}", target),
            state="No revision was run.",
            next=f"{diagnose(message(error)).advice} Then run `invoke bootstrap` again.",
        )
    return MigrationError(
        "The project's env.py failed",
        why=clean(f"{place_in(error, env)}: {kind(error)}{message(error)}", target),
        state="No revision was run.",
        next=f"Mend {env.name}, so that `alembic current` works, then `invoke bootstrap` again.",
    )


def place_in(error: BaseException, file: Path) -> str:
    """File and line: the innermost frame of `error` and its causes that is in `file`."""
    for one in chain(error):
        frames = traceback.extract_tb(one.__traceback__)
        lines = [frame.lineno for frame in frames if _same(frame.filename, file)]
        if lines:
            return f"{file.name}, line {lines[-1]}"
    return file.name


def _same(name: str, file: Path) -> bool:
    return name == str(file) or (Path(name).name == file.name and Path(name).resolve() == file)


def kind(error: BaseException) -> str:
    """The exception's type where the sentence alone may not say enough."""
    return "" if isinstance(error, DBAPIError) else f"{type(error).__name__}: "


def statement(error: BaseException) -> str:
    """The SQL, on one line and shortened, without what stands after a password."""
    found = next((one.statement for one in chain(error) if isinstance(one, DBAPIError)), None)
    text = " ".join((found or "").split())
    text = re.sub(r"(password)\s+'(?:[^']|'')*'", r"\1 '***'", text, flags=re.IGNORECASE)
    return text if len(text) <= LONGEST else text[:LONGEST] + " …"


def left_at(heads: tuple[str, ...] | None, *, committed: bool) -> str:
    """Where the database stands now."""
    if heads is None:
        return "The connection is lost; `alembic current` says what the database is left at."
    at = f"The database is left at {', '.join(heads) or 'no revision (base)'}"
    if committed:
        return f"{at}; part of the failed revision was committed and stays."
    return f"{at}; nothing of the failed revision stays."


def clean(text: str, target: Target) -> str:
    """Without any secret that we know of."""
    for url in (target.url, target.admin):
        text = without_secret(text, url) if url is not None else text
    return redact(text)


def several_heads(heads: Sequence[str]) -> MigrationError:
    return MigrationError(
        f"There are {len(heads)} newest revisions: {', '.join(heads)}",
        why="Branches were written beside each other; which one is meant is not known.",
        state="Nothing was run.",
        next='alembic merge -m "merge" ' + " ".join(heads),
    )


def revision_unknown(heads: Sequence[str], error: Exception) -> MigrationError:
    return MigrationError(
        f"The database is at {', '.join(heads)}, which the revision files do not lead on from",
        why=str(error),
        state="Nothing was run.",
        next="Check out the code that has this revision; or, if what the database has is right,"
        " `invoke run -- alembic stamp --purge REVISION` with the one that matches it.",
    )


def graph_unreadable(error: Exception, setting: str) -> MigrationError:
    return MigrationError(
        "The revision files cannot be read",
        why=f"{type(error).__name__}: {message(error)} (from {setting})",
        state="Nothing was run.",
        next="Mend them, so that `alembic history` works.",
    )


def not_committed(step: Step, env: str, left: tuple[str, ...]) -> MigrationError:
    return MigrationError(
        f"Revision {step.revision.revision} ran, but the database does not say so",
        why=f"{Path(env).name} did not commit, or runs its migrations elsewhere.",
        state=left_at(left, committed=False),
        next=f"Let {Path(env).name} run them in `with context.begin_transaction():`.",
    )
