"""Have every table of a database hold a few rows."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from toolkit.catalog.sql import run
from toolkit.replay.rows.read import counted, lacking
from toolkit.replay.rows.tables import Table
from toolkit.replay.rows.work import Work

TAKEN = "there was no error, but no row either: a trigger or a rule took it"


@dataclass(frozen=True)
class Unseeded:
    """A table that holds fewer `rows` than were wanted, and PostgreSQL's own reason."""

    table: str
    rows: int
    reason: str

    @property
    def name(self) -> str:
        """Without its schema, and without quotes."""
        return self.table.rpartition(".")[2].strip('"')


def seed(
    connection: Connection,
    count: int,
    *,
    version_table: str = "alembic_version",
    given_up: Collection[str] = (),
) -> tuple[Unseeded, ...]:
    """`count` rows in each table but Alembic's, those in the schema `hive` and those that are given
    up; what did not work.

    The same catalog gets the same rows. Nothing to do is two cheap queries. To be committed by the
    caller, at once: for the rest of the transaction constraints are immediate, and jit is off.
    """
    run(connection, "SET LOCAL jit = off")  # compiling takes longer than all of this
    found = lacking(connection, count, version_table)
    found = replace(found, tables=tuple(t for t in found.tables if str(t) not in given_up))
    if not found.tables:
        return ()
    run(connection, "SET CONSTRAINTS ALL IMMEDIATE")
    work = Work(connection, count, found)
    work.fill()
    return _unseeded(work)


def _unseeded(work: Work) -> tuple[Unseeded, ...]:
    tables = [*work.tables.values()]
    held = counted(work.connection, tables, work.count)
    return tuple(
        Unseeded(str(table), rows, _reason(work, table))
        for table, rows in zip(tables, held, strict=True)
        if rows < work.count
    )


def _reason(work: Work, table: Table) -> str:
    refused = work.refused.get(table.oid)
    return str(refused.orig).splitlines()[0] if refused else TAKEN
