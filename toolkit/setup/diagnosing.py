"""Where a hive's database stands: its fingerprint, held against those after each revision; and
the stamp, brought to say so."""

import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager

from toolkit.bootstrap.blueprint import Blueprint
from toolkit.bootstrap.connections import Connections
from toolkit.bootstrap.run import bootstrap
from toolkit.catalog.fingerprint import fingerprint
from toolkit.database.failures import place as name_of
from toolkit.database.lock import held
from toolkit.database.migrations import Migrations
from toolkit.database.target import Target
from toolkit.errors import MigrationError, NotConvergedError, UsageError
from toolkit.findings import Listener, Outcome, Silence, Status
from toolkit.recovery import ladder
from toolkit.recovery.adopt import adoptable, unseen
from toolkit.recovery.ladder import Ladder, Rung
from toolkit.recovery.place import Place, with_beginning
from toolkit.setup import scratch_target, state
from toolkit.setup.declared import blueprint
from toolkit.setup.hive import Hive
from toolkit.setup.layout import Layout, lay_out, layout


def diagnosed(hive: Hive, listener: Listener) -> Place:
    """Only looks. UsageError where there are no migrations, NotConvergedError where there is no
    database yet."""
    with _connected(hive, listener) as (here, migrations):
        return place_of(hive, here, migrations)


def adopted(hive: Hive, listener: Listener) -> Outcome:
    """The stamp says what is there. As `diagnosed`; and DriftError where not all of it is."""
    with _connected(hive, listener) as (here, migrations):
        deadline, name = hive.settings.deadline, here.target.name
        with held(here.keeper(maintenance=False), name, listener, deadline):
            place = place_of(hive, here, migrations)
            revision = adoptable(place)
            if place.stamp == tuple(filter(None, [revision])):
                return Outcome("adopt", Status.UNCHANGED, notes=(f"the stamp says {revision}",))
            migrations.adopt(here.site, revision)
    before = ", ".join(place.stamp) or "nothing"
    notes = [f"{one} leaves nothing to be seen: it is run (again)" for one in unseen(place)]
    change = f"stamp {revision or 'nothing'}, where it said {before}"
    return Outcome("adopt", Status.CHANGED, changes=(change,), notes=tuple(notes))


@contextmanager
def _connected(hive: Hive, listener: Listener) -> Iterator[tuple[Connections, Migrations]]:
    migrations = _migrations(blueprint(hive))
    with closing(Connections(hive.target(), listener, hive.settings.deadline)) as here:
        if not here.there():
            raise NotConvergedError(
                f"{name_of(hive.target().url)} is not there yet",
                state="Nothing was changed.",
                next="invoke bootstrap",
            )
        yield here, migrations


def place_of(hive: Hive, here: Connections, migrations: Migrations) -> Place:
    """Reads only; a ladder that is not known yet is climbed on a scratch database."""
    stamp = migrations.stamp(here.site)
    found = fingerprint(here.app, rows=False, version_table=stamp.version_table)
    here.roll_back()
    rungs, ends = _ladder(hive, migrations, here)
    return Place(rungs, with_beginning(rungs, frozenset(found.lines)), stamp.heads, ends)


def _migrations(declared: Blueprint) -> Migrations:
    if declared.migrations is None:
        raise UsageError(
            "there is nothing to hold the database against",
            why="the project has no configuration of Alembic",
            next="alembic init migrations, or set alembic in [tool.hive]",
        )
    return declared.migrations


def _ladder(hive: Hive, migrations: Migrations, here: Connections) -> tuple[Ladder, str]:
    """And why it ends before the newest revision. Whole, it is kept until a revision changes."""
    settings, folder = hive.settings, state.folder(hive.settings.root) / "ladders"
    version, found_at = here.session.raw.info.server_version, layout(here.app, settings.extensions)
    name = ladder.key(migrations, (version, settings.extensions, settings.enums, found_at))
    known = ladder.load(folder, name)
    if known is not None:
        return known, ""
    here.listener.progress("climbing the revisions on a scratch database")
    found, ends = _climbed(hive, found_at)
    if not ends:
        ladder.keep(folder, name, found)
    return found, ends


def _climbed(hive: Hive, like: Layout) -> tuple[Ladder, str]:
    """On the same server, so that both fingerprints are in the same words."""
    found = list[Rung]()
    try:
        with scratch_target.joined(hive, uuid.uuid4().hex[:12]) as (target, part):
            part.template(lambda: _climb(hive, target, like, found))
    except MigrationError as error:
        return found, error.what
    return found, ""


def _climb(hive: Hive, target: Target, like: Layout, found: list[Rung]) -> None:
    declared = scratch_target.declared(hive, target)
    before = Blueprint(extensions=declared.extensions, enums=declared.enums)
    if like != Layout():
        with closing(Connections(target, Silence(), hive.settings.deadline)) as here:
            lay_out(here.owner.raw, like, target.name, target.url.username or "")
    bootstrap(target, before, deadline=hive.settings.deadline)
    with closing(Connections(target, Silence(), hive.settings.deadline)) as here:
        found.extend(ladder.climbed(here.site, _migrations(declared)))  # as far as it gets
