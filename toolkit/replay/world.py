"""A database as it was before one revision, for an experiment to do with as it likes."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy.exc import DBAPIError

from toolkit.catalog.declaration import Declaration, Name
from toolkit.catalog.fingerprint import Fingerprint
from toolkit.database.migrations_run import Step
from toolkit.errors import IdentityError, MigrationError
from toolkit.replay import masking
from toolkit.replay.watch import Seen

Objects = Mapping[tuple[str, Name], Declaration]


@dataclass
class FailedError(BaseException):
    """A revision that raised: what it said in a line, at which statement.

    No Exception, so that it goes through a project's env.py as it is.
    """

    reason: str
    statement: str = ""
    sqlstate: str = ""


class World(Protocol):
    """What is done in it is undone when it is left. `mask`: columns that are not looked at."""

    mask: masking.Mask

    def upgrade(self) -> Seen:
        """The whole of the revision, whatever the stamp says; FailedError."""
        ...

    def downgrade(self) -> None:
        """FailedError."""
        ...

    def columns(self, tables: Sequence[str]) -> masking.Columns: ...

    def execute(self, sql: str) -> None:
        """By hand, committed where that can be; DBAPIError."""
        ...

    def look(self, *, rows: bool = True) -> Fingerprint: ...

    def read(self, query: str) -> Objects:
        """What a query of catalog/reader.py finds."""
        ...


Examine = Callable[[World, Seen], None]
"""Told of a world in which a run was cut off, and how far it came."""


class Bench(Protocol):
    """Makes worlds of one revision, all alike. `before` and `after` are an undisturbed run's."""

    before: Fingerprint
    after: Fingerprint
    seen: Seen
    mask: masking.Mask
    step: Step

    def world(self) -> AbstractContextManager[World]: ...

    def crashed(self, examine: Examine) -> str:
        """Cut the connection at each place where that leaves something; a word about the places."""
        ...

    def committed(self, examine: Examine) -> None:
        """Cut it off at each statement, all before it committed."""
        ...


def undisturbed(bench: Bench) -> None:
    """Two undisturbed runs: what is there after one, and what differs from run to run."""
    with bench.world() as world:
        bench.before = world.look()
        bench.seen = world.upgrade()
        bench.after = world.look()
        tables = masking.touched(bench.before, bench.after)
        first = world.columns(tables)
    if not tables:
        return
    with bench.world() as world:
        world.execute(masking.ADVANCE)
        world.upgrade()
        bench.mask = world.mask = masking.differing(first, world.columns(tables))
        if bench.mask:
            bench.after = world.look()


@contextmanager
def telling(seen: Seen) -> Iterator[None]:
    """Whatever a revision raises is a FailedError."""
    try:
        yield
    except IdentityError:
        raise  # it connects elsewhere: nothing more of it is run
    except (Exception, SystemExit) as error:
        raise FailedError(_line(error), seen.failed, seen.sqlstate) from None


def _line(error: BaseException) -> str:
    if isinstance(error, DBAPIError):
        return str(error.orig).strip().partition("\n")[0]
    said = str(error).strip().partition("\n")[0] or type(error).__name__
    if isinstance(error, MigrationError):
        why = error.why.partition("\n")[0]
        return why if said.endswith(" failed") else f"{said}: {why}"
    return said
