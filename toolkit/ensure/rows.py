"""`op.bulk_insert`, converging: rows are known by their key."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from alembic import op
from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Table,
    TableClause,
    and_,
    delete,
    insert,
    literal_column,
    select,
)

from toolkit.catalog.decision import Decision, Verdict
from toolkit.catalog.declaration import Declaration, Name
from toolkit.catalog.equal import equal
from toolkit.catalog.program import DRIFT
from toolkit.catalog.sql import block, literal, written_name
from toolkit.ensure.constant import constant
from toolkit.ensure.context import emit, offline, where_there
from toolkit.ensure.settle import drift
from toolkit.ensure.written import words
from toolkit.errors import UsageError

Row = Mapping[str, Any]
_WAYS_OUT = ("write a revision that updates the row", "declare the row that is there")


def rows(
    table: Table | TableClause,
    rows: Sequence[Row],
    *,
    key: str | Sequence[str] | None = None,
    multiinsert: bool = True,
) -> None:
    """Insert the rows whose key is absent, and see that the others are what was declared.

    `key` names the columns a row is known by; without it, the primary key of `table`. PostgreSQL
    compares. DriftError shows each row that is different; then none was inserted.
    """
    keys = _keys(table, key)
    if offline():
        return _script(table, rows, keys)
    connection = op.get_bind()
    absent, different = [], []
    for row in rows:
        found = _found(connection, table, row, keys)
        if found is None:
            absent.append(dict(row))
        elif not all(found[f"={name}"] for name in row):
            different.append(_different(table, row, found, keys))
    if different:
        raise drift(different)
    # One statement for those of the same columns: it would be made of the columns of the first.
    for _, alike in groupby(absent, key=list):
        op.bulk_insert(table, list(alike), multiinsert=multiinsert)
    return None


def no_rows(
    table: Table | TableClause, rows: Sequence[Row], *, key: str | Sequence[str] | None = None
) -> None:
    """Delete the rows of these keys, whatever else is in them; a table that is absent has none."""
    keys = _keys(table, key)
    gone = [
        words(delete(table).where(_where(table, _constants(table, row, keys), keys)))
        for row in rows
    ]
    where_there(written_name(table.schema, table.name), gone)


def _keys(table: Table | TableClause, key: str | Sequence[str] | None) -> tuple[str, ...]:
    names = [key] if isinstance(key, str) else list(key or ())
    keys = tuple(names or (column.key for column in table.primary_key))
    if not keys:
        raise UsageError(
            f"ensure.rows({table.name!r}) does not know what its rows are known by",
            why="The table given to it has no primary key, and no key was named.",
            next='Name the columns: ensure.rows(table, rows, key="name").',
        )
    return keys


def _where(table: Table | TableClause, row: Row, names: Sequence[str]) -> ColumnElement[bool]:
    return and_(*(equal(table.c[name], row[name]) for name in names))


def _constants(table: Table | TableClause, row: Row, names: Sequence[str]) -> Row:
    return {name: constant(table.c[name].type, row[name]) for name in names}


def _found(
    connection: Connection, table: Table | TableClause, row: Row, keys: Sequence[str]
) -> Row | None:
    """The row's values, and for each name a `=name` that says whether it is as declared."""
    values = [table.c[name].label(name) for name in row]
    same = [equal(table.c[name], row[name]).label(f"={name}") for name in row]
    asked = select(*values, *same).select_from(table).where(_where(table, row, keys))
    first = connection.execute(asked).mappings().first()
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


def _script(table: Table | TableClause, rows: Sequence[Row], keys: Sequence[str]) -> None:
    """The same for a script: drift is an error, and then none of them was inserted."""
    emit(block(f"BEGIN\n{''.join(_row(table, row, keys) for row in rows)}END"))


def _row(table: Table | TableClause, row: Row, keys: Sequence[str]) -> str:
    known_by = ", ".join(f"{name} = {row[name]!r}" for name in keys)
    row = _constants(table, row, list(row))
    one: Select[Any] = select(literal_column("1")).select_from(table)
    what = literal(f"Not what was declared: row {table.name}.{known_by}")
    return f"""  IF NOT EXISTS ({words(one.where(_where(table, row, keys)))}) THEN
    {words(insert(table).inline().values(dict(row)))};
  ELSIF NOT EXISTS ({words(one.where(_where(table, row, list(row))))}) THEN
    RAISE EXCEPTION USING ERRCODE = '{DRIFT}', MESSAGE = {what},
      HINT = {literal("; or ".join(_WAYS_OUT))};
  END IF;
"""
