"""Alembic's version table, read by ourselves once env.py has told where it is."""

from dataclasses import dataclass

from sqlalchemy import ColumnClause, Connection, String, column, inspect, select, table


@dataclass(frozen=True)
class Stamp:
    """The heads that the database is at, and the table that says so."""

    heads: tuple[str, ...]
    version_table: str = "alembic_version"
    version_schema: str | None = None

    def read(self, connection: Connection) -> tuple[str, ...]:
        """The heads now; none where there is no such table."""
        if not inspect(connection).has_table(self.version_table, self.version_schema):
            return ()
        version: ColumnClause[str] = column("version_num", String)
        rows = connection.scalars(
            select(version).select_from(table(self.version_table, schema=self.version_schema))
        )
        return tuple(sorted(rows))
