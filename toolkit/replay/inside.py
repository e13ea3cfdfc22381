"""Worlds within one transaction of env.py's own: each is a savepoint, and costs next to nothing."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from toolkit.catalog import reader
from toolkit.catalog.fingerprint import Fingerprint, fingerprint
from toolkit.catalog.sql import run, search_path, sqlstate
from toolkit.database.migrations_run import Context, Step
from toolkit.replay import masking
from toolkit.replay.judging import RefutedError
from toolkit.replay.watch import At, CommitsError, CommittedError, Seen, Watch
from toolkit.replay.world import Examine, FailedError, Objects, World, telling

ONLY_WITHIN = frozenset({"25001", "53200", "55006", "55P04"})
"""SQLSTATEs of what can be done, but not here: outside transactions only, too many locks held,
pending trigger events, a label used where it was added."""
NO_SAVEPOINT = "3B001"
"""SQLSTATE of going back to where no way leads: the transaction is another one."""
POSITIONS = """SELECT seqrelid::bigint, pg_catalog.pg_sequence_last_value(seqrelid)
  FROM pg_catalog.pg_sequence"""
_PUT_BACK = """SELECT pg_catalog.setval(seqrelid, coalesce(p, seqstart), p IS NOT NULL)
  FROM pg_catalog.pg_sequence, (SELECT {position}::bigint) AS was(p) WHERE seqrelid = {sequence}"""


@dataclass
class Inside:
    """A revision that leaves its transaction alone; CommitsError where it does not."""

    context: Context
    step: Step
    watch: Watch
    before: Fingerprint = field(init=False)
    after: Fingerprint = field(init=False)
    seen: Seen = field(init=False)
    mask: masking.Mask = frozenset()
    _numbers: "count[int]" = field(default_factory=count)

    def __post_init__(self) -> None:
        if getattr(self._connection.connection.dbapi_connection, "autocommit", False):
            raise CommitsError  # env.py wants no transaction

    @contextmanager
    def world(self) -> Iterator[World]:
        name, positions = f"hive_{next(self._numbers)}", self._run(POSITIONS)
        self._run(f"SAVEPOINT {name}")
        try:
            yield self
        except CommitsError:
            raise  # the transaction is given up as a whole
        except BaseException:
            self._back(name, positions)
            raise
        self._back(name, positions)

    def upgrade(self) -> Seen:
        return self._call(self.step.migration_fn)

    def downgrade(self) -> None:
        self._call(self.step.revision.module.downgrade)

    def execute(self, sql: str) -> None:
        self._run(sql)

    def look(self, *, rows: bool = True) -> Fingerprint:
        table = self.context.version_table
        return fingerprint(self._connection, rows=rows, mask=self.mask, version_table=table)

    def read(self, query: str) -> Objects:
        with search_path(self._connection, "pg_catalog"):
            return reader.read(self._connection, query)

    def crashed(self, examine: Examine) -> str:
        with self.world() as world:
            seen = world.upgrade()
        with self.world() as world:
            examine(world, seen)
        return "all in one transaction: a crash leaves nothing of it"

    def committed(self, examine: Examine) -> None:
        """One run; at each statement another begins, on what is there by then."""
        found: list[RefutedError] = []

        def at(seen: Seen, _: Connection) -> None:
            if found or not seen.statements:
                return
            try:
                with self.world() as world:
                    examine(world, seen)
            except RefutedError as error:  # through the revision it would be no longer ours
                found.append(error)

        with self.world():
            at(self._call(self.step.migration_fn, at), self._connection)
        if found:
            raise found[0]

    @property
    def _connection(self) -> Connection:
        connection = self.context.connection
        assert connection is not None  # nothing is replayed offline
        return connection

    def _run(self, sql: str) -> Any:
        return run(self._connection, sql)

    def columns(self, tables: Sequence[str]) -> masking.Columns:
        return masking.columns(self._connection, tables)

    def _back(self, name: str, positions: Sequence[Sequence[Any]]) -> None:
        """Where sequences are is not undone by a rollback."""
        try:
            self._run(f"ROLLBACK TO SAVEPOINT {name}")
        except DBAPIError as error:
            if sqlstate(error) == NO_SAVEPOINT:
                raise CommittedError from None
            raise
        self._run(f"RELEASE SAVEPOINT {name}")
        was: dict[int, int | None] = dict(map(tuple, positions))
        for sequence, now in dict(self._run(POSITIONS)).items():
            if now != was[sequence]:
                position = "NULL" if was[sequence] is None else was[sequence]
                self._run(_PUT_BACK.format(sequence=sequence, position=position))

    def _usable(self, seen: Seen) -> None:
        """A revision may swallow an error, and not know that its transaction has ended."""
        if seen.sqlstate:
            try:
                self._run("SELECT")
            except DBAPIError:
                raise FailedError(seen.said, seen.failed, seen.sqlstate) from None

    def _call(self, function: Any, at: At | None = None) -> Seen:
        # As in a process and a session of its own: Alembic remembers types, the server what is
        # temporary.
        self.context.impl.memo.clear()
        self._run("DISCARD TEMP")
        try:
            with self.watch.seeing(at, whole=True) as seen, telling(seen):
                function()
                self._usable(seen)
        except FailedError as error:
            if error.sqlstate in ONLY_WITHIN:
                raise CommitsError from None
            raise
        return seen
