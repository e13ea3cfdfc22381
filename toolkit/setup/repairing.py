"""A database brought to what a revision leaves, and a stamp brought to say so."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from toolkit.bootstrap.blueprint import Blueprint
from toolkit.bootstrap.connections import Connections
from toolkit.bootstrap.steps.repair import Repair
from toolkit.bootstrap.steps.snapshot import Snapshot
from toolkit.bootstrap.walk import take
from toolkit.catalog.decision import Decision
from toolkit.catalog.fingerprint import objects
from toolkit.catalog.rows import filled
from toolkit.catalog.worded import worded
from toolkit.database.lock import held
from toolkit.database.migrations import Migrations
from toolkit.errors import NotConvergedError
from toolkit.findings import Listener, Outcome, Status
from toolkit.recovery.adopt import adoptable, remaining, unseen
from toolkit.recovery.mending import mend
from toolkit.recovery.place import Place, with_beginning
from toolkit.recovery.story import story
from toolkit.setup.declared import blueprint
from toolkit.setup.diagnosing import connected, migrations_of, place_of
from toolkit.setup.hive import Hive
from toolkit.setup.snapshotting import keeping


@dataclass(frozen=True)
class Revision:
    """What one revision leaves: what the bootstrap's step Repair asks for."""

    decided: Sequence[Decision]

    def decisions(self, _: Connections) -> Sequence[Decision]:
        return self.decided

    def mend(self, connection: Connection, one: Decision) -> None:
        mend(connection, one)


@dataclass(frozen=True)
class Newest:
    """The same of the newest revision, which a database must be at."""

    hive: Hive
    migrations: Migrations

    def decisions(self, here: Connections) -> Sequence[Decision]:
        if here.watch is None:  # for a plan nobody holds the lock
            here.be_asked()
        place = place_of(self.hive, here, self.migrations)
        head = self.migrations.head or ""
        if place.rung.revision != head or place.stamp != tuple(filter(None, [head])):
            told = story(place)
            raise NotConvergedError(told.what, state="Nothing was mended.", next=told.next)
        return decided(here, place)

    def mend(self, connection: Connection, one: Decision) -> None:
        mend(connection, one)


def declared(hive: Hive, *, repair: bool) -> Blueprint:
    """The hive's blueprint; to repair, with what its newest revision leaves."""
    found = blueprint(hive)
    if repair and found.migrations:
        return replace(found, left=Newest(hive, found.migrations))
    return found


def decided(here: Connections, place: Place) -> Sequence[Decision]:
    """All that its revision leaves, with the SQL of what is wrong."""
    found = worded(here.app, place.decided, place.declared)
    here.roll_back()
    return found


def adopted(hive: Hive, listener: Listener, *, repair: bool = False) -> list[Outcome]:
    """The stamp says what is there; with `repair` what is missing of it is made before. As
    `diagnosed`; and DriftError where not all of it is there, or can be."""
    migrations = migrations_of(blueprint(hive))
    with connected(hive, listener) as here:
        deadline, name = hive.settings.deadline, here.target.name
        with held(here.keeper(maintenance=False), name, listener, deadline):
            place = place_of(hive, here, migrations)
            wanted = decided(here, place)
            adoptable(place, wanted, repair=repair)
            mended = _repaired(hive, here, migrations, place, wanted) if repair else []
            return [*mended, _stamped(here, migrations, place)]


def _repaired(
    hive: Hive,
    here: Connections,
    migrations: Migrations,
    place: Place,
    wanted: Sequence[Decision],
) -> list[Outcome]:
    """After a snapshot; and seen: all of it, after the last change."""
    here.stamp = migrations.stamp(here.site)
    step, keep = Repair((), Revision(wanted)), keeping(hive, "adopt")
    kept = [take(Snapshot(keep, (step,)), here, plan=False)] if keep else []
    outcome = take(step, here, plan=False)
    if outcome.changes:
        found = objects(here.app, here.stamp.version_table)
        here.roll_back()
        remaining(place.declared, with_beginning(place.ladder, found))
    return [*kept, outcome]


def _stamped(here: Connections, migrations: Migrations, place: Place) -> Outcome:
    revision = place.rung.revision
    if place.stamp == tuple(filter(None, [revision])):
        outcome = Outcome("adopt", Status.UNCHANGED, notes=(f"the stamp says {revision}",))
    else:
        notes = tuple(_notes(here, place))
        migrations.adopt(here.site, revision)
        before = ", ".join(place.stamp) or "nothing"
        change = f"stamp {revision or 'nothing'}, where it said {before}"
        outcome = Outcome("adopt", Status.CHANGED, changes=(change,), notes=notes)
    here.listener.finished(outcome)
    return outcome


def _notes(here: Connections, place: Place) -> Iterator[str]:
    """What a stamp cannot promise: rows are not declared by anything."""
    yield from (f"{one} leaves nothing to be seen: it is run (again)" for one in unseen(place))
    rows = place.rung.rows
    for schema, table in sorted(rows - filled(here.app, rows)):
        yield f"{schema}.{table} is empty, where {place.rung.revision} leaves rows: make them"
    here.roll_back()
