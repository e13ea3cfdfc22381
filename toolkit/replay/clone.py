"""A world that is a database of its own: env.py is called for everything that is run in it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import URL, Connection

from toolkit.catalog.fingerprint import Fingerprint, fingerprint
from toolkit.database.connect import Session, dial, sqlalchemy
from toolkit.database.migrations import Migrations, Site
from toolkit.database.migrations_run import Context, Step
from toolkit.database.stamp import Stamp
from toolkit.database.target import Target
from toolkit.replay import masking
from toolkit.replay.watch import At, Seen, Watch
from toolkit.replay.world import telling


@contextmanager
def connected(url: URL) -> Iterator[tuple[Session, Connection]]:
    """A session of ours, for as long as the block runs."""
    session = dial(url)
    with sqlalchemy(session) as connection:
        yield session, connection


@dataclass
class Clone:
    """`stamp` is what the database was at before the revision. `pids`: env.py's connections."""

    url: URL
    migrations: Migrations
    step: Step
    watch: Watch
    stamp: Stamp
    mask: masking.Mask

    def upgrade(self, at: At | None = None) -> Seen:
        with connected(self.url) as (_, connection):
            self.stamp.write(connection)
        return self._call(self.step, at)

    def downgrade(self) -> None:
        self._call(self.migrations.down(self.step))

    def execute(self, sql: str) -> None:
        with connected(self.url) as (session, _):
            session.raw.autocommit = True
            session.raw.execute(sql.encode())

    def look(self) -> Fingerprint:
        with connected(self.url) as (_, connection):
            table = self.stamp.version_table
            return fingerprint(connection, mask=self.mask, version_table=table)

    def columns(self, tables: Sequence[str]) -> masking.Columns:
        with connected(self.url) as (_, connection):
            return masking.columns(connection, tables)

    def _call(self, step: Step, at: At | None = None) -> Seen:
        seen = Seen(at)

        def before(_: Context) -> None:
            """What Alembic itself asked until now is not the revision's."""
            self.watch.runs.append(seen)

        with connected(self.url) as (session, connection), telling(seen):
            site = Site(Target(self.url), connection, session.facts)
            try:
                self.migrations.replay(site, step, before)
            finally:
                self.watch.runs.clear()
        return seen
