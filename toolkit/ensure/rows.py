"""`op.bulk_insert`, converging: rows are known by their key."""

from collections.abc import Mapping, Sequence
from typing import Any

from alembic import op
from sqlalchemy import Connection, Table, TableClause, and_, select

from toolkit.catalog.decision import Decision, Verdict
from toolkit.catalog.declaration import Declaration, Name
from toolkit.catalog.equal import equal
from toolkit.ensure.context import offline
from toolkit.ensure.settle import drift
from toolkit.errors import UsageError

Row = Mapping[str, Any]
_WAYS_OUT = ("write a revision that updates the row", "declare the row that is there")


def rows(
    table: Table | TableClause, rows: Sequence[Row], *, key: str | Sequence[str] | None = None
) -> None:
    """Insert the rows whose key is absent, and see that the others are what was declared.

    `key` names the columns a row is known by; without it, the primary key of `table`. PostgreSQL
    compares. DriftError shows each row that is different; then none was inserted.
    """
    if offline():
        return op.bulk_insert(table, [dict(row) for row in rows])
    connection, keys = op.get_bind(), _keys(table, key)
    absent, different = [], []
    for row in rows:
        found = _found(connection, table, row, keys)
        if found is None:
            absent.append(dict(row))
        elif not all(found[f"={name}"] for name in row):
            different.append(_different(table, row, found, keys))
    if different:
        raise drift(different)
    return op.bulk_insert(table, absent) if absent else None


def _keys(table: Table | TableClause, key: str | Sequence[str] | None) -> tuple[str, ...]:
    names = [key] if isinstance(key, str) else list(key or ())
    keys = tuple(names or (column.name for column in table.primary_key))
    if not keys:
        raise UsageError(
            f"ensure.rows({table.name!r}) does not know what its rows are known by",
            why="The table given to it has no primary key, and no key was named.",
            next='Name the columns: ensure.rows(table, rows, key="name").',
        )
    return keys


def _found(
    connection: Connection, table: Table | TableClause, row: Row, keys: Sequence[str]
) -> Row | None:
    """The row's values, and for each name a `=name` that says whether it is as declared."""
    values = [table.c[name] for name in row]
    same = [equal(table.c[name], row[name]).label(f"={name}") for name in row]
    same_key = and_(*(equal(table.c[name], row[name]) for name in keys))
    found = connection.execute(select(*values, *same).select_from(table).where(same_key))
    first = found.mappings().first()
    return dict(first) if first else None


def _different(table: Table | TableClause, row: Row, found: Row, keys: Sequence[str]) -> Decision:
    names = [name for name in row if not found[f"={name}"]]
    known_by = ", ".join(f"{name} = {row[name]!r}" for name in keys)
    name = Name(table.schema or "", table.name, known_by)
    declared, there = (
        Declaration("row", name, ", ".join(f"{one} = {values[one]!r}" for one in names))
        for values in (row, found)
    )
    return Decision(Verdict.DIFFERENT, declared, there, ways_out=_WAYS_OUT)
