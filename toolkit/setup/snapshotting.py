"""Snapshots of a hive's database: taken, and put in its place again."""

import uuid
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from functools import partial
from pathlib import Path

from toolkit.bootstrap.connections import Connections
from toolkit.bootstrap.steps.snapshot import Keep
from toolkit.database import rename
from toolkit.database.connect import dial, sqlalchemy
from toolkit.database.failures import place
from toolkit.database.identity import marked
from toolkit.database.lock import held
from toolkit.database.target import Target
from toolkit.errors import IdentityError, NotConvergedError, ToolkitError, UsageError
from toolkit.findings import Outcome, Silence, Status
from toolkit.recovery import snapshots
from toolkit.recovery.snapshots import ASKED, Snapshot
from toolkit.services import locks
from toolkit.services.deadline import Deadline
from toolkit.setup import dumping, scratch_target, state
from toolkit.setup.declared import blueprint
from toolkit.setup.hive import Hive

RESTORE = "restore"


def folder(hive: Hive) -> Path:
    return state.folder(hive.settings.root) / "snapshots"


def keeping(hive: Hive, before: str) -> Keep | None:
    """What the bootstrap calls. Not on a server that somebody else runs: how large its databases
    are, and who keeps them, is theirs to know."""
    return None if hive.backend == "external" else partial(_kept, hive, before)


def taken(hive: Hive, before: str = ASKED) -> Snapshot:
    """NotConvergedError where there is no database, CommandError where it cannot be dumped."""
    revisions = _stamp(hive)
    if revisions is None:
        raise NotConvergedError(
            f"{place(hive.target().url)} is not there yet",
            state="There is nothing to take a snapshot of.",
            next="invoke bootstrap",
        )
    with _one_at_a_time(hive):
        return _taken(hive, before, revisions)


def refuse_external(hive: Hive, name: str) -> None:
    """A database that somebody gave us is not renamed and dropped."""
    if hive.backend == "external":
        file = snapshots.named(folder(hive), name).file
        raise UsageError(
            "services are external: their databases are not this toolkit's to replace",
            state="Nothing was changed.",
            next=f"Restore it yourself: pg_restore --exit-on-error --dbname=… {file}",
        )


def restored(hive: Hive, name: str) -> Outcome:
    """In the place of the hive's own database, of which a snapshot is taken first. Made beside it
    and renamed: a kill at any moment leaves the one or the other, whole.

    UsageError, CommandError, LockedError; IdentityError where it was another checkout's.
    """
    one = snapshots.named(folder(hive), name)
    revisions = _stamp(hive)
    with _alone(hive), _one_at_a_time(hive):
        kept = _taken(hive, RESTORE, revisions, one.name) if revisions is not None else None
        _replace(hive, one)
    changes = (f"keep what was there as {kept.name}",) if kept else ()
    return Outcome(RESTORE, Status.CHANGED, changes=(*changes, f"restore {one.name}"))


def _replace(hive: Hive, one: Snapshot) -> None:
    own = hive.target()
    with scratch_target.joined(hive, uuid.uuid4().hex[:12]) as (beside, part):
        part.template(partial(_fill, hive, one, beside))
        rename.swap(part.raw, beside.name, own.name, f"{part.name}_{uuid.uuid4().hex[:8]}")


def _fill(hive: Hive, one: Snapshot, beside: Target) -> None:
    dumping.restore(hive, one.file, beside.name)
    with sqlalchemy(dial(beside.url, deadline=hive.settings.deadline)) as connection:
        found = marked(connection)
        connection.rollback()
    if found not in (None, hive.instance):
        raise IdentityError(
            f"snapshot {one.name} is of another checkout's database",
            why=f"It is marked {found}, this checkout is {hive.instance}.",
            state="The database is as it was.",
            next="invoke snapshot.list",
        )


@contextmanager
def _alone(hive: Hive) -> Iterator[None]:
    """No bootstrap is at work meanwhile."""
    with closing(Connections(hive.target(), hive.listener, hive.settings.deadline)) as here:
        keeper = here.keeper(maintenance=True)
        with held(keeper, here.target.name, hive.listener, hive.settings.deadline):
            yield


def _kept(hive: Hive, before: str, revisions: Sequence[str]) -> str:
    with _one_at_a_time(hive):
        one = _taken(hive, before, revisions)
    return f"snapshot {one.name}, {one.bytes / 2**20:.1f} MiB"


def _one_at_a_time(hive: Hive) -> AbstractContextManager[None]:
    return locks.locked(folder(hive).with_suffix(".lock"), Deadline.after(hive.settings.deadline))


def _taken(hive: Hive, before: str, revisions: Sequence[str], spare: str = "") -> Snapshot:
    return snapshots.take(folder(hive), before, revisions, partial(dumping.dump, hive), spare)


def _stamp(hive: Hive) -> tuple[str, ...] | None:
    """What the stamp says, nothing where env.py cannot be asked; None: there is no database."""
    with closing(Connections(hive.target(), Silence(), hive.settings.deadline)) as here:
        if not here.there():
            return None
        with suppress(ToolkitError):
            if migrations := blueprint(hive).migrations:
                return migrations.stamp(here.site).heads
        return ()
