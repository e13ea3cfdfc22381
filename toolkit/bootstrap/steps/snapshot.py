"""A snapshot, before the first change that a person may regret."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import Connection

from toolkit.bootstrap.connections import Connections
from toolkit.bootstrap.step import Step
from toolkit.catalog.reader import EVERYTHING
from toolkit.catalog.sql import literal, run
from toolkit.errors import ToolkitError
from toolkit.findings import Change, Survey

Keep = Callable[[Sequence[str]], str]
"""Takes a snapshot of the target, which is at these revisions; where it is kept."""
MOST = 1 << 30
"""Bytes of a database for which nobody minds the wait."""
SIZES = """SELECT pg_catalog.pg_database_size(current_database()), EXISTS (
  SELECT FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE {spaces} AND c.relkind = 'r' AND c.relpersistence <> 't'
  AND c.relname <> {version_table} AND pg_catalog.pg_relation_size(c.oid) > 0)"""


@dataclass(frozen=True)
class Snapshot:
    """Of a database that has, or had, rows, and that a later step is going to change."""

    keep: Keep
    before: tuple[Step, ...]
    name: ClassVar[str] = "snapshot"
    together: ClassVar[bool] = False

    def survey(self, here: Connections) -> Survey:
        if not here.there() or not self._is_to_change(here):
            return Survey()
        size, rows = _sizes(here.app, here.stamp.version_table if here.stamp else "")
        here.app.rollback()
        if not rows:
            return Survey()
        if size > MOST:
            note = f"none is taken of {size / 2**30:.1f} GiB: invoke snapshot.take does that"
            return Survey(notes=(note,))
        at = ", ".join(here.stamp.heads) if here.stamp else ""
        return Survey((Change(at, f"keep the database as it is at {at or 'no revision'}"),))

    def apply(self, here: Connections, changes: Sequence[Change]) -> None:
        del changes  # the one
        here.listener.progress(self.keep(here.stamp.heads if here.stamp else ()))

    def _is_to_change(self, here: Connections) -> bool:
        """What a step cannot tell, it says itself in its turn."""
        try:
            return any(one.survey(here).changes for one in self.before)
        except ToolkitError:
            return False


def _sizes(connection: Connection, version_table: str) -> tuple[int, bool]:
    """Without a look into any table: that asks for rights, and for time. The size tells of rows
    that were there as well."""
    sql = SIZES.format(spaces=EVERYTHING, version_table=literal(version_table))
    ((size, rows),) = run(connection, sql)
    return size, rows
