"""A world that is a database of its own: env.py is called for everything that is run in it."""

from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.catalog import reader
from toolkit.catalog.fingerprint import Fingerprint, fingerprint
from toolkit.catalog.sql import run, search_path
from toolkit.database.migrations_run import Step
from toolkit.database.stamp import Stamp
from toolkit.replay import masking
from toolkit.replay.line import Line
from toolkit.replay.runner import Runner
from toolkit.replay.watch import At, Seen
from toolkit.replay.world import Objects


@dataclass
class Clone:
    """`stamp` is what the database was at before the revision."""

    line: Line
    runner: Runner
    step: Step
    stamp: Stamp
    mask: masking.Mask

    def upgrade(self, at: At | None = None) -> Seen:
        with self.line.connected() as (_, connection):
            self.stamp.write(connection)
        return self.runner.run(self.line, self.step, at=at)

    def downgrade(self) -> None:
        self.runner.run(self.line, self.runner.migrations.down(self.step))

    def execute(self, sql: str) -> None:
        with self.line.connected() as (session, connection):
            session.raw.autocommit = True
            run(connection, sql)

    def look(self, *, rows: bool = True) -> Fingerprint:
        with self.line.connected() as (_, connection):
            table = self.stamp.version_table
            return fingerprint(connection, rows=rows, mask=self.mask, version_table=table)

    def read(self, query: str) -> Objects:
        with self.line.connected() as (_, connection), search_path(connection, "pg_catalog"):
            return reader.read(connection, query)

    def columns(self, tables: Sequence[str]) -> masking.Columns:
        with self.line.connected() as (_, connection):
            return masking.columns(connection, tables)
