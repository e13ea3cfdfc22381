"""Alembic's version table, read by ourselves once env.py has told where it is."""

from dataclasses import dataclass

from sqlalchemy import Connection

from toolkit.catalog.sql import ident, literal, qualified, run


@dataclass(frozen=True)
class Stamp:
    """The heads that the database is at, and the table that says so."""

    heads: tuple[str, ...]
    version_table: str = "alembic_version"
    version_schema: str | None = None

    @property
    def table(self) -> str:
        if self.version_schema:
            return qualified(self.version_schema, self.version_table)
        return ident(self.version_table)

    def read(self, connection: Connection) -> tuple[str, ...]:
        """The heads now; none where there is no such table."""
        sql = f"SELECT pg_catalog.to_regclass({literal(self.table)}) IS NOT NULL"
        if run(connection, sql) != [(True,)]:
            return ()
        rows = run(connection, f"SELECT version_num FROM {self.table} ORDER BY 1")  # noqa: S608
        return tuple(head for (head,) in rows)

    def write(self, connection: Connection) -> None:
        """Have the table, where it is there, say `heads` again."""
        if self.read(connection) != tuple(sorted(self.heads)):
            run(connection, f"DELETE FROM {self.table}")  # noqa: S608
            for head in self.heads:
                run(connection, f"INSERT INTO {self.table} VALUES ({literal(head)})")  # noqa: S608
        connection.commit()
