"""One step or check on its way: surveyed, applied, timed, told."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial

import psycopg
from sqlalchemy.exc import DBAPIError

from toolkit.bootstrap.connections import Connections
from toolkit.bootstrap.step import Check, Step
from toolkit.database.failures import place
from toolkit.database.lock import still_held
from toolkit.database.sqlstate import (
    DISK_FULL,
    INSUFFICIENT_PRIVILEGE,
    READ_ONLY,
    lost,
    message,
    sqlstate,
)
from toolkit.database.waiting import patiently
from toolkit.errors import ConnectError, DeniedError, DiskFullError, ToolkitError
from toolkit.findings import Change, Outcome, Status, Survey


def take(step: Step, here: Connections, *, plan: bool) -> Outcome:
    """Survey a step and, but for a plan or drift, apply it."""
    return _told(step.name, here, lambda: _result(step, here, plan=plan))


def ahead(step: Step, here: Connections) -> None:
    """Survey a step before its turn: what it cannot begin with is told before anything changes."""
    with _failing(step.name, here):
        step.survey(here)


def check(one: Check, here: Connections) -> Outcome:
    """Look; what is wrong is told in the outcome, and is no error."""
    return _told(one.name, here, lambda: _verdict(one.problem(here)))


Found = tuple[Status, tuple[str, ...], tuple[str, ...]]


def _told(name: str, here: Connections, work: Callable[[], Found]) -> Outcome:
    here.listener.started(name)
    begun = time.perf_counter()
    with _failing(name, here):
        status, changes, notes = work()
    outcome = Outcome(name, status, time.perf_counter() - begun, changes, notes)
    here.listener.finished(outcome)
    return outcome


@contextmanager
def told(name: str, here: Connections) -> Iterator[None]:
    """What the server says in the block is a ToolkitError."""
    try:
        yield
    except (DBAPIError, psycopg.Error) as error:
        raise _worded(name, here, error) from None


@contextmanager
def _failing(name: str, here: Connections) -> Iterator[None]:
    """What fails in the block is an outcome too, and a ToolkitError."""
    begun = time.perf_counter()
    try:
        with told(name, here):
            yield
    except ToolkitError as error:
        _failed(name, here, begun, error)
        raise


def _failed(name: str, here: Connections, begun: float, error: ToolkitError) -> None:
    spent = time.perf_counter() - begun
    here.listener.finished(Outcome(name, Status.FAILED, spent, notes=(error.what,)))


def _result(step: Step, here: Connections, *, plan: bool) -> Found:
    survey = step.survey(here)
    changes = tuple(change.what for change in survey.changes)
    notes = (*map(str, survey.drift), *survey.notes)
    if survey.drift:
        return Status.DRIFT, changes, notes
    if not changes:
        return Status.UNCHANGED, (), notes
    if plan:
        return Status.PENDING, changes, notes
    _apply(step, here, survey)
    return Status.CHANGED, changes, notes


def _apply(step: Step, here: Connections, survey: Survey) -> None:
    _writable(here)
    total = len(survey.changes)
    size = total if step.together else 1
    for done in range(0, total, size):
        changes = survey.changes[done : done + size]
        for number, change in enumerate(changes, done):
            here.listener.progress(change.what, number, total)
        _one(step, here, changes)


def _one(step: Step, here: Connections, changes: Sequence[Change]) -> None:
    assert here.watch is not None  # nothing is applied without a lock
    what = ", ".join(change.what for change in changes)
    work = partial(_attempt, step, here, changes)
    patiently(what, work, here.watch, here.listener, here.deadline)


def _attempt(step: Step, here: Connections, changes: Sequence[Change]) -> None:
    """So that what failed can be tried again; each time only while the lock is ours."""
    assert here.watch is not None  # nothing is applied without a lock
    still_held(here.watch.raw)
    try:
        step.apply(here, changes)
    except BaseException:
        here.roll_back()
        raise


def _writable(here: Connections) -> None:
    if here.there() and here.session.facts.read_only:
        raise _read_only(here)


def _verdict(problem: str | Survey | None) -> Found:
    if problem is None:
        return Status.UNCHANGED, (), ()
    survey = problem if isinstance(problem, Survey) else Survey(notes=(problem,))
    status = Status.DRIFT if survey.drift else Status.FAILED
    return status, (), (*map(str, survey.drift), *survey.notes)


def _worded(name: str, here: Connections, error: Exception) -> ToolkitError:
    """What a step did not foresee, in the server's own words."""
    code = sqlstate(error)
    if code == READ_ONLY:
        return _read_only(here)
    if lost(error):
        return _lost(name, here, error)
    failures = {INSUFFICIENT_PRIVILEGE: DeniedError, DISK_FULL: DiskFullError}
    return failures.get(code or "", ToolkitError)(
        f"The step {name} failed in {place(here.target.url)}",
        why=message(error) + (f" (SQLSTATE {code})" if code else ""),
        state="What came before it stays.",
        next="Mend what the server says, then run `invoke bootstrap` again.",
    )


def _lost(name: str, here: Connections, error: Exception) -> ConnectError:
    return ConnectError(
        f"The connection to {place(here.target.url)} was lost in the step {name}",
        why=here.pulse.why or message(error),
        state="What came before it stays; what was being done was undone, or is seen next time.",
        next="See that the server can be reached, then run `invoke bootstrap` again: it goes on"
        " from there.",
    )


def _read_only(here: Connections) -> DeniedError:
    role = here.target.url.username
    return DeniedError(
        f"Role {role} may only read in {place(here.target.url)}",
        why="Its sessions are read-only (default_transaction_read_only), and there is something"
        " to change.",
        state="Nothing was changed by this step.",
        next="Use a role that may write, or: ALTER ROLE … RESET default_transaction_read_only;",
    )
