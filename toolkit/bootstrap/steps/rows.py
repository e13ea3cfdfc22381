"""Reference rows: absent ones are inserted, equal ones left, different ones are drift."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from sqlalchemy import Connection, MetaData, Table, and_, insert, select
from sqlalchemy.exc import NoSuchTableError

from toolkit.bootstrap.connections import Connections
from toolkit.catalog.equal import equal
from toolkit.errors import NotConvergedError
from toolkit.findings import Change, Drift, Survey

Row = Mapping[str, object]
WAYS_OUT = ("declare what is there", "write a revision that updates the row")


@dataclass(frozen=True)
class Rows:
    """Matched by primary key; only the columns that a row names are compared."""

    rows: Mapping[str, Sequence[Row]]
    models: tuple[MetaData, ...] = ()
    absent: dict[str, list[Row]] = field(default_factory=dict)
    name: ClassVar[str] = "reference rows"
    together: ClassVar[bool] = True

    def survey(self, here: Connections) -> Survey:
        self.absent.clear()
        if here.revisions or not here.there():
            return Survey(tuple(_insertion(name, len(rows)) for name, rows in self.rows.items()))
        drift = [one for name in self.rows for one in self._hold(here.app, name)]
        here.app.rollback()
        changes = tuple(_insertion(name, len(rows)) for name, rows in self.absent.items())
        return Survey(changes, tuple(drift))

    def apply(self, here: Connections, changes: Sequence[Change]) -> None:
        for change in changes:
            table = self._table(here.app, change.subject)
            for row in self.absent[change.subject]:
                here.app.execute(insert(table).values(dict(row)))
        here.app.commit()

    def _hold(self, connection: Connection, name: str) -> Iterator[Drift]:
        """Remember what is absent, and tell what is different."""
        table = self._table(connection, name)
        for row in self.rows[name]:
            _refuse_misfit(name, table, row)
            found = connection.execute(_comparison(table, row)).first()
            if found is None:
                self.absent.setdefault(name, []).append(row)
            elif not all(found[: len(row)]):
                yield _drift(name, table, row, found)

    def _table(self, connection: Connection, name: str) -> Table:
        """As the models have it, else as the database does."""
        declared = (data.tables.get(name) for data in self.models)
        table = next((one for one in declared if one is not None), None)
        return table if table is not None else _reflected(connection, name)


def _reflected(connection: Connection, name: str) -> Table:
    schema, dot, bare = name.rpartition(".")
    try:
        return Table(bare, MetaData(), schema=schema if dot else None, autoload_with=connection)
    except NoSuchTableError:
        raise NotConvergedError(
            f"Reference rows are declared for {name}, and there is no such table",
            why="No revision makes it, or it is not on the search_path.",
            state="No row of it was inserted.",
            next="Correct `rows`, or write the revision.",
        ) from None


def _refuse_misfit(name: str, table: Table, row: Row) -> None:
    """NotConvergedError where the row names what the table lacks, or not what it is known by."""
    unknown = sorted(row.keys() - table.columns.keys())
    unnamed = [column.key for column in table.primary_key if column.key not in row]
    if not unknown and not unnamed and len(table.primary_key):
        return
    why = (
        f"{name} has no column {', '.join(unknown)}."
        if unknown
        else (f"A row is known by its primary key: {', '.join(unnamed) or 'the table has none'}.")
    )
    raise NotConvergedError(
        f"A reference row that is declared for {name} does not fit it",
        why=why,
        state="No row of it was inserted.",
        next="Correct `rows`.",
    )


def _comparison(table: Table, row: Row) -> Any:
    """Per column whether it is equal, by the server's judgement; then what is there."""
    columns = [table.columns[key] for key in row]
    same = [equal(table.columns[key], value) for key, value in row.items()]
    key = [column == row[column.key] for column in table.primary_key]
    return select(*same, *columns).where(and_(*key))


def _insertion(name: str, count: int) -> Change:
    return Change(name, f"insert {count} reference row{'s' * (count != 1)} into {name}")


def _drift(name: str, table: Table, row: Row, found: Sequence[Any]) -> Drift:
    key = ", ".join(f"{column.key}={row[column.key]!r}" for column in table.primary_key)
    values = dict(zip(row, found[len(row) :], strict=True))
    other = [key for key, same in zip(row, found, strict=False) if not same]
    return Drift(
        f"row {key} of {name}",
        ", ".join(f"{one}={row[one]!r}" for one in other),
        ", ".join(f"{one}={values[one]!r}" for one in other),
        WAYS_OUT,
    )
