"""Putting rows into a table: all at once, or one by one where the server refuses that."""

# ruff: noqa: S608 (SQL is what is composed here; every value in it is quoted)

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from toolkit.catalog.sql import ident, sqlstate
from toolkit.replay.rows.attempt import attempt
from toolkit.replay.rows.slots import Option, Search, Slot, empty_of, row_of
from toolkit.replay.rows.tables import Check, Foreign, Key, Table

ATTEMPTS = 40
"""At one row."""

CHECK_VIOLATION = "23514"

Filled = tuple[Table, Sequence[Slot]]
Row = Sequence[Option]


def insert_all(
    connection: Connection, filled: Sequence[Filled], count: int, *, sparse: bool
) -> DBAPIError | None:
    """What is lacking, in one statement, at the end of which all must agree.

    `sparse`: the first row of a table has the NULLs that are allowed.
    """
    drawn = [(table, slots, _rows(table, slots, count, sparse)) for table, slots in filled]
    first, *others = (_insert(*one) for one in drawn)
    beside = ", ".join(f"hive_{at} AS ({sql})" for at, sql in enumerate(others))
    answer = attempt(connection, f"WITH {beside} {first}" if beside else first)
    if isinstance(answer, DBAPIError):
        return answer
    for one in drawn:
        _put_ahead(connection, *one)
    return None


def insert_each(
    connection: Connection, table: Table, slots: Sequence[Slot], count: int, *, sparse: bool
) -> tuple[int, DBAPIError | None]:
    """How many rows it holds then, and why the next one did not go in."""
    for held in range(table.held, count):
        error = _insert_one(connection, table, Search(slots), held, sparse)
        if error is not None:
            return held, error
    return count, None


def _rows(table: Table, slots: Sequence[Slot], count: int, sparse: bool) -> list[Row]:
    numbers = range(table.held, count)
    return [empty_of(slots, n) if n == 0 and sparse else row_of(slots, n) for n in numbers]


def _insert_one(
    connection: Connection, table: Table, search: Search, n: int, sparse: bool
) -> DBAPIError | None:
    """Other values, until it takes them; else why it refused the first ones."""
    first = None
    for row in _tries(n, sparse, search):
        answer = attempt(connection, _insert(table, search.slots, [row]))
        if not isinstance(answer, DBAPIError):
            _put_ahead(connection, table, search.slots, [row])
            return None
        first = first or answer
        if search.blame(_blamed(table, answer)):
            break
    return first


def _tries(n: int, sparse: bool, search: Search) -> Iterator[Row]:
    if n == 0 and sparse:
        yield empty_of(search.slots, n)
        search.shifts.clear()
    for _ in range(ATTEMPTS):
        yield search.row(n)


def _blamed(table: Table, error: DBAPIError) -> Sequence[str]:
    """The columns of what PostgreSQL says was violated; none where it does not say."""
    told = getattr(error.orig, "diag", None)
    name, column = getattr(told, "constraint_name", None), getattr(told, "column_name", None)
    if column:
        return (column,)
    if name is None and sqlstate(error) == CHECK_VIOLATION:
        name = ""  # no partition for it
    violated: tuple[Check | Key | Foreign, ...] = (*table.checks, *table.keys, *table.foreign)
    return next((one.columns for one in violated if one.name == name), ())


def _insert(table: Table, slots: Sequence[Slot], rows: Sequence[Row]) -> str:
    names = [ident(name) for slot in slots for name in slot.columns]
    if not names:
        return f"INSERT INTO {table.written} SELECT FROM generate_series(1, {len(rows)})"
    values = (f"({', '.join(one for option in row for one in option)})" for row in rows)
    return f"INSERT INTO {table.written} ({', '.join(names)}) VALUES {', '.join(values)}"


def _put_ahead(
    connection: Connection, table: Table, slots: Sequence[Slot], rows: Sequence[Row]
) -> None:
    """Sequences, of what was put into their columns: the next INSERT must not meet it."""
    moves = []
    for at, slot in enumerate(slots):
        for place, name in enumerate(slot.columns):
            counter = table.column(name).counter
            given = [row[at][place].strip("'") for row in rows]
            numbers = [int(one) for one in given if one.lstrip("-").isdigit()]
            if counter and numbers:
                now = f"coalesce(pg_sequence_last_value({counter.oid}), {counter.least})"
                moves.append(f"setval({counter.oid}::regclass, greatest({max(numbers)}, {now}))")
    if moves:
        attempt(connection, f"SELECT {', '.join(moves)}")
