"""Worlds as clones: for a revision that commits by itself, and for crashes that are real."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field

from sqlalchemy import URL, Connection

from toolkit.catalog.fingerprint import Fingerprint
from toolkit.database.connect import dial
from toolkit.database.migrations_run import Step
from toolkit.database.scratch import Scratch
from toolkit.database.stamp import Stamp
from toolkit.replay import masking
from toolkit.replay.clone import Clone
from toolkit.replay.judging import NotRunError
from toolkit.replay.line import Line
from toolkit.replay.runner import Runner
from toolkit.replay.watch import At, Seen
from toolkit.replay.world import Examine, FailedError

BUILDING = re.compile(r"\s*(CREATE\s+(UNIQUE\s+)?INDEX|REINDEX\b.*?)\s+CONCURRENTLY\b", re.I | re.S)
WAITS = """SELECT FROM pg_catalog.pg_stat_activity WHERE pid = %s AND wait_event = 'virtualxid'"""
PERIOD = 0.005


class CutError(BaseException):
    """A run ends here; no Exception, so that no revision takes it for one of its own."""


@dataclass
class Beside:
    """`url` is of the database as it is before the revision."""

    scratch: Scratch
    url: URL
    runner: Runner
    step: Step
    stamp: Stamp
    before: Fingerprint = field(init=False)
    after: Fingerprint = field(init=False)
    seen: Seen = field(init=False)
    mask: masking.Mask = frozenset()

    @contextmanager
    def world(self) -> Iterator[Clone]:
        with self.scratch.clone(self.url.database or "") as name:
            line = Line(self.url.set(database=name))
            with closing(line):
                yield Clone(line, self.runner, self.step, self.stamp, self.mask)

    def crashed(self, examine: Examine) -> str:
        places = self._places()
        for place in places:
            with self.world() as world:
                examine(world, self._cut(world, place, self._kill))
        building = [n for n, one in enumerate(self.seen.statements) if BUILDING.match(one.text)]
        for number in building:
            with self.world() as world:
                seen = self._while(world, number)
                seen.during = self.seen.statements[number].text
                examine(world, seen)
        return f"{len(places) + len(building)} places"

    def committed(self, examine: Examine) -> None:
        for place in range(1, len(self.seen.statements)):
            with self.world() as world:
                examine(world, self._cut(world, place, _commit))

    def _places(self) -> Sequence[int]:
        """Of statements between two commits the last: a crash after each leaves the same."""
        last: dict[int, int] = {}

        def at(seen: Seen, _: Connection) -> None:
            last[seen.commits] = len(seen.statements)

        with self.world() as world:
            world.upgrade(at)
        return sorted(last.values())

    def _cut(self, world: Clone, place: int, how: At) -> Seen:
        """How far it came until `how` ended it after `place` statements."""

        def at(seen: Seen, connection: Connection) -> None:
            if len(seen.statements) == place:
                reached.append(Seen(statements=list(seen.statements)))
                how(seen, connection)

        reached: list[Seen] = []
        with suppress(CutError, FailedError):
            world.upgrade(at)
        if not reached:
            raise NotRunError(f"the second time it did not come to statement {place + 1}")
        return reached[0]

    def _kill(self, _: Seen, connection: Connection) -> None:
        self._terminate(_pid(connection))

    def _terminate(self, pid: int) -> None:
        self.scratch.raw.execute("SELECT pg_terminate_backend(%s, 10000)", (pid,))

    def _while(self, world: Clone, number: int) -> Seen:
        """Killed while it builds: an old snapshot holds it where its index is not valid yet."""
        done = threading.Event()
        with ExitStack() as stack:

            def how(_: Seen, connection: Connection) -> None:
                old = stack.enter_context(dial(world.line.url).raw)
                old.autocommit = False
                old.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                old.execute("SELECT")
                killer = threading.Thread(target=self._when, args=(_pid(connection), done))
                killer.start()
                stack.callback(killer.join)
                stack.callback(done.set)

            return self._cut(world, number, how)

    def _when(self, pid: int, done: threading.Event) -> None:
        while not done.wait(PERIOD):
            if self.scratch.raw.execute(WAITS, (pid,)).fetchone() is not None:
                self._terminate(pid)
                return


def _commit(_: Seen, connection: Connection) -> None:
    connection.connection.commit()
    raise CutError


def _pid(connection: Connection) -> int:
    return int(connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one())
