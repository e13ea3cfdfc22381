"""Scratch databases of a test run: a template that is made once, and clones of it.

Whoever takes part in a run holds a shared lock on its name. What nobody holds a lock on was left
over by a run that was killed. A template is whole when no connections are let into it any more:
it can be cloned at any moment then.
"""

import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import psycopg
from sqlalchemy import URL

from toolkit.catalog.sql import ident, literal
from toolkit.database.connect import dial
from toolkit.database.failures import Kind
from toolkit.database.lock import lock_key
from toolkit.errors import ConnectError, DeniedError, NotConvergedError

PREFIX = "hive_test_"
OURS = re.compile(rf"({PREFIX}[0-9a-f]{{12}})(_[0-9a-f]{{8}})?")
WHOLE, FAILED = "whole", "failed"
STATE = """SELECT CASE WHEN NOT datallowconn THEN 'whole'
  ELSE coalesce(shobj_description(oid, 'pg_database'), '') END
  FROM pg_catalog.pg_database WHERE datname = %s"""
ELSEWHERE = """SELECT FROM pg_catalog.pg_locks
  WHERE locktype = 'advisory' AND objsubid = 1
    AND (classid::bigint << 32) | objid::bigint = %s
    AND database <> (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())"""
CUT_OFF = """SELECT pg_catalog.pg_terminate_backend(pid, 10000)
  FROM pg_catalog.pg_stat_activity WHERE datname = %s AND datname ~ '^hive_test_'"""
PATIENT = "SET lock_timeout = 0; SET idle_session_timeout = 0"


@dataclass(frozen=True)
class Scratch:
    """One process's part in the run `name`; `strategy` is how CREATE DATABASE copies."""

    raw: "psycopg.Connection[Any]"
    name: str
    owner: str
    strategy: str = ""

    def template(self, make: Callable[[], None]) -> None:
        """Have the template made, once for all who take part; whoever fails at it says so."""
        with self._locked():
            state = self._state()
            if state == FAILED:
                raise failed_before()
            if state != WHOLE:
                self._make(make, there=state is not None)

    @contextmanager
    def clone(self, of: str = "") -> Iterator[str]:
        """The name of a clone, of the template or another database, of which whoever is still
        connected to it is cut off; dropped afterwards."""
        name = f"{self.name}_{uuid.uuid4().hex[:8]}"
        if of:
            self.raw.execute(CUT_OFF, (of,))
        self._create(name, f" TEMPLATE {ident(of or self.name)}{self.strategy}")
        try:
            yield name
        finally:
            _run(self.raw, f"DROP DATABASE IF EXISTS {ident(name)} WITH (FORCE)")

    def _make(self, make: Callable[[], None], *, there: bool) -> None:
        if not there:
            self._create(self.name)
        try:
            make()
        except Exception:
            _run(self.raw, f"COMMENT ON DATABASE {ident(self.name)} IS {literal(FAILED)}")
            raise
        _run(self.raw, f"ALTER DATABASE {ident(self.name)} ALLOW_CONNECTIONS false")

    def _create(self, name: str, how: str = "") -> None:
        try:
            _run(self.raw, f"CREATE DATABASE {ident(name)} OWNER {ident(self.owner)}{how}")
        except psycopg.errors.InsufficientPrivilege:
            raise _denied(self.owner) from None

    def _state(self) -> str | None:
        row = self.raw.execute(STATE, (self.name,)).fetchone()
        return row and row[0]

    @contextmanager
    def _locked(self) -> Iterator[None]:
        key = (lock_key(f"{self.name} template"),)
        self.raw.execute("SELECT pg_advisory_lock(%s)", key)
        try:
            yield
        finally:
            self.raw.execute("SELECT pg_advisory_unlock(%s)", key)


@contextmanager
def joined(admin: URL, run: str, owner: str, strategy: str = "") -> Iterator[Scratch]:
    """Take part in a run; `run` is 12 hexadecimal digits, `admin` may create databases.

    What earlier runs left over is dropped first; what is of this one, when the last one leaves.
    """
    name = f"{PREFIX}{run}"
    with _connected(admin) as raw:
        _sweep(raw)
        raw.execute("SELECT pg_advisory_lock_shared(%s)", _taking_part(name))
        try:
            yield Scratch(raw, name, owner, strategy)
        finally:
            with suppress(psycopg.Error):  # the server is gone: its next run will sweep
                raw.execute("SELECT pg_advisory_unlock_shared(%s)", _taking_part(name))
                _sweep(raw)


def _connected(admin: URL) -> "psycopg.Connection[Any]":
    """On `postgres`, where all runs meet; where that cannot be used, on the URL's own."""
    try:
        raw = dial(admin.set(database="postgres")).raw
    except ConnectError as error:
        if error.kind not in (Kind.DATABASE, Kind.REFUSED_BY_RULE):
            raise
        raw = dial(admin).raw
    raw.execute(PATIENT)
    return raw


def _sweep(raw: "psycopg.Connection[Any]") -> None:
    """Drop our databases of every run that nobody takes part in any more."""
    sql = "SELECT datname::text FROM pg_catalog.pg_database WHERE pg_has_role(datdba, 'USAGE')"
    found = [match for (name,) in raw.execute(sql) if (match := OURS.fullmatch(name))]
    for run in sorted({match[1] for match in found}):
        if _alone(raw, run):
            for match in found:
                if match[1] == run:
                    _run(raw, f"DROP DATABASE IF EXISTS {ident(match[0])} WITH (FORCE)")
            raw.execute("SELECT pg_advisory_unlock(%s)", _taking_part(run))


def _alone(raw: "psycopg.Connection[Any]", run: str) -> bool:
    """With the lock, if so. It is one in this database; who meets in another has another."""
    if raw.execute(ELSEWHERE, _taking_part(run)).fetchone() is not None:
        return False
    row = raw.execute("SELECT pg_try_advisory_lock(%s)", _taking_part(run)).fetchone()
    return row == (True,)


def _taking_part(run: str) -> tuple[int]:
    return (lock_key(f"{run} run"),)


def _run(raw: "psycopg.Connection[Any]", sql: str) -> None:
    raw.execute(sql.encode())


def _denied(role: str) -> DeniedError:
    return DeniedError(
        f"Role {role} may not make databases for tests",
        why="Each test gets a clone of a template: the role needs CREATEDB.",
        state="Nothing was made.",
        next=f"Whoever may: ALTER ROLE {ident(role)} CREATEDB;",
    )


def failed_before() -> NotConvergedError:
    """What everybody is told whose template somebody has failed to make already."""
    return NotConvergedError(
        "there is no migrated database to clone",
        why="the first error in this run says why",
        state="The half-made template is dropped when the run ends.",
        next="Mend what that one says",
    )
