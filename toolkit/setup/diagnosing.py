"""Where a hive's database stands: what it has, held against what each revision leaves."""

import uuid
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import chdir, closing, contextmanager
from multiprocessing import get_context

from toolkit.bootstrap.blueprint import Blueprint
from toolkit.bootstrap.connections import Connections
from toolkit.bootstrap.run import bootstrap
from toolkit.bootstrap.walk import told
from toolkit.catalog.fingerprint import objects
from toolkit.database.failures import place as name_of
from toolkit.database.migrations import Migrations
from toolkit.database.target import Target
from toolkit.errors import IdentityError, MigrationError, NotConvergedError, UsageError
from toolkit.findings import Listener, Silence
from toolkit.recovery import ladder
from toolkit.recovery.ladder import Ladder, Rung
from toolkit.recovery.place import Place, with_beginning
from toolkit.services.external import ExternalPostgres
from toolkit.settings import Settings
from toolkit.setup import references, scratch_target, state
from toolkit.setup.declared import blueprint
from toolkit.setup.hive import Hive
from toolkit.setup.layout import Layout, lay_out, layout
from toolkit.setup.opening import open_hive


def diagnosed(hive: Hive, listener: Listener) -> Place:
    """Only looks. UsageError where there are no migrations, NotConvergedError where there is no
    database yet."""
    with connected(hive, listener) as here:
        return place_of(hive, here, migrations_of(blueprint(hive)))


@contextmanager
def connected(hive: Hive, listener: Listener) -> Iterator[Connections]:
    """To a database that is there; NotConvergedError where it is not."""
    with closing(Connections(hive.target(), listener, hive.settings.deadline)) as here:
        if not here.there():
            raise NotConvergedError(
                f"{name_of(hive.target().url)} is not there yet",
                state="Nothing was changed.",
                next="invoke bootstrap",
            )
        here.be_asked()
        with told("diagnosis", here):
            yield here


def place_of(hive: Hive, here: Connections, migrations: Migrations) -> Place:
    """Reads only; a ladder that is not known yet is climbed on a scratch database."""
    stamp = migrations.stamp(here.site)
    found = objects(here.app, stamp.version_table)
    here.roll_back()
    rungs, ends = _ladder(hive, migrations, here)
    return Place(rungs, with_beginning(rungs, found), stamp.heads, ends)


def migrations_of(declared: Blueprint) -> Migrations:
    """UsageError where there are none."""
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
    version = here.session.raw.info.server_version
    found_at = layout(here.app, tuple(settings.oldest))
    declared = (version, settings.extensions, references.enums(settings), found_at)
    name = ladder.key(migrations, declared)
    known = ladder.load(folder, name)
    if known is not None:
        return known, ""
    here.listener.progress("climbing the revisions on a scratch database")
    found, ends = _climbed(hive, found_at)
    if not ends:
        ladder.keep(folder, name, found)
    return found, ends


def _climbed(hive: Hive, like: Layout) -> tuple[Ladder, str]:
    """By a process of its own where env.py goes on to the hive's database: its engine was made
    when it was imported, and serves one database for as long as a process lives."""
    try:
        return _climbed_here(hive, like)
    except IdentityError:
        clean = get_context("forkserver")  # a fork of ours would share what drivers have open
        with chdir("/"), ProcessPoolExecutor(1, clean) as apart:
            given = hive.urls["DATABASE_URL"] if hive.backend == "external" else ""
            return apart.submit(_climbed_by, hive.settings, given, like).result()


def _climbed_by(settings: Settings, given: str, like: Layout) -> tuple[Ladder, str]:
    """`given`: an external server's URL, which need not be that of the settings: a fleet's."""
    if not given:
        return _climbed_here(open_hive(settings, Silence(), make=False), like)
    server, urls = ExternalPostgres(given), {"DATABASE_URL": given}
    return _climbed_here(Hive(settings, "external", Silence(), server, None, urls), like)


def _climbed_here(hive: Hive, like: Layout) -> tuple[Ladder, str]:
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
        found.extend(ladder.climbed(here.site, migrations_of(declared)))  # as far as it gets
