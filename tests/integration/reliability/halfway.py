"""A revision whose statements commit by themselves, stopped after one of them."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from tests.integration.reliability.stages import Case
from toolkit.bootstrap.connections import Connections
from toolkit.bootstrap.run import bootstrap
from toolkit.catalog.fingerprint import objects
from toolkit.errors import MigrationError
from toolkit.findings import Silence
from toolkit.recovery import ladder
from toolkit.recovery.ladder import Ladder
from toolkit.recovery.place import Place, with_beginning


class StoppedError(BaseException):
    """No Exception, so that nobody takes it for one of their own."""


@dataclass
class Committing:
    """Every statement is committed before the next one; the one numbered `after` is the last."""

    after: int | None
    done: int = 0

    def before(self, connection: sa.Connection, *_: Any) -> None:
        driver: Any = connection.connection.dbapi_connection
        driver.commit()

    def executed(self, connection: sa.Connection, *_: Any) -> None:
        self.done += 1
        if self.done == self.after:
            self.before(connection)
            raise StoppedError

    @contextmanager
    def standing(self) -> Iterator[None]:
        heard = {"before_cursor_execute": self.before, "after_cursor_execute": self.executed}
        for name, hear in heard.items():
            sa.event.listen(sa.Engine, name, hear)
        try:
            yield
        finally:
            for name, hear in heard.items():
                sa.event.remove(sa.Engine, name, hear)


def stopped(case: Case, after: int | None = None) -> int:
    """Run the revision that comes next; how many of its statements were run."""
    migrations = case.blueprint.migrations
    assert migrations is not None
    committing = Committing(after)
    with closing(Connections(case.target, Silence(), 20)) as here:
        step = migrations.pending(migrations.stamp(here.site).heads)[0]
        with committing.standing():
            try:
                migrations.upgrade(here.site, step)
            except (StoppedError, MigrationError):  # what cleans up finds no connection
                assert committing.done == after
    return committing.done


def climbed(case: Case) -> Ladder:
    """What a database has after each revision, and before the first one what a bootstrap makes."""
    assert case.blueprint.migrations is not None
    bootstrap(case.target, replace(case.blueprint, migrations=None, models=None))
    with closing(Connections(case.target, Silence(), 20)) as here:
        return list(ladder.climbed(here.site, case.blueprint.migrations))


def place(case: Case, rungs: Ladder) -> Place:
    """As `diagnose` finds it."""
    assert case.blueprint.migrations is not None
    with closing(Connections(case.target, Silence(), 20)) as here:
        heads = case.blueprint.migrations.stamp(here.site).heads
        found = objects(here.app)
    return Place(rungs, with_beginning(rungs, found), heads)
