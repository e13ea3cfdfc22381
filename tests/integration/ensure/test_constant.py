"""Values of every type in a script and in `no_rows`: what a driver would have sent."""

import datetime
import io
import uuid
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import op
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy.dialects import postgresql as pg

from toolkit import ensure
from toolkit.catalog.sql import run
from toolkit.errors import DriftError

MOOD = pg.ENUM("a", "b", name="mood")


class Joined(sa.types.TypeDecorator[list[str]]):
    """A project's own type."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: list[str] | None, dialect: sa.Dialect) -> str | None:
        return None if value is None else "+".join(value)


VALUES: list[tuple[Any, Any]] = [
    (pg.JSONB, {"a": [1, None, 'it\'s 100% :x \\ "q"']}),
    (pg.JSONB, [1, {"b": 2}]),
    (pg.JSONB, "text"),
    (pg.JSONB, 5),
    (pg.JSONB, None),
    (pg.JSONB(none_as_null=True), None),
    (sa.JSON, [1]),
    (sa.JSON, None),
    (sa.ARRAY(sa.Text), ["a", 'b"c', "it's 100% :x, \\", "", "NULL", None]),
    (sa.ARRAY(sa.Text), []),
    (sa.ARRAY(sa.Integer, dimensions=2), [[1, 2], [3, 4]]),
    (sa.ARRAY(sa.DateTime), [datetime.datetime(2024, 1, 2, 3, 4)]),
    (sa.ARRAY(pg.JSONB), [{"a": '"'}, [1]]),
    (sa.ARRAY(MOOD), ["a", "b"]),
    (sa.LargeBinary, b"\x00\xff'\\"),
    (sa.ARRAY(sa.LargeBinary), [b"\x00", b"\\"]),
    (sa.Uuid, uuid.UUID(int=7)),
    (sa.Uuid(as_uuid=False), str(uuid.UUID(int=7))),
    (sa.Numeric, Decimal("1.50")),
    (sa.Numeric, Decimal("NaN")),
    (sa.Double, float("inf")),
    (sa.Double, 1e300),
    (sa.Boolean, False),
    (sa.DateTime(timezone=True), datetime.datetime(2024, 1, 2, 3, 4, 5, 6, tzinfo=datetime.UTC)),
    (sa.Date, datetime.date(2024, 1, 2)),
    (sa.Time, datetime.time(1, 2, 3)),
    (sa.Interval, datetime.timedelta(days=-1, seconds=5, microseconds=7)),
    (pg.INT4RANGE, pg.Range(1, 3)),
    (pg.INT4RANGE, "[1,3)"),
    (MOOD, "b"),
    (sa.Text, "it's 100% :x $hive$ \t \\ ü"),
    (sa.Text, None),
    (Joined, ["a", "b"]),
]


def script(declare: Callable[[], object]) -> str:
    out = io.StringIO()
    opts = {"as_sql": True, "output_buffer": out, "literal_binds": True}
    context = MigrationContext.configure(dialect_name="postgresql", opts=opts)
    with Operations.context(context):
        declare()
    return out.getvalue()


def online(connection: sa.Connection, declare: Callable[[], object]) -> None:
    with Operations.context(MigrationContext.configure(connection)):
        declare()


def count(connection: sa.Connection, table: sa.Table) -> int | None:
    return connection.scalar(sa.select(sa.func.count()).select_from(table))


@pytest.fixture(params=VALUES, ids=lambda pair: f"{pair[0]!r} {pair[1]!r}"[:60])
def table_and_row(
    request: pytest.FixtureRequest, uncommitted: sa.Connection
) -> tuple[sa.Table, dict[str, Any]]:
    type_, value = request.param
    table = sa.Table(
        "t",
        sa.MetaData(),
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("v", type_),
        sa.Column("n", sa.Text, key="named otherwise"),
    )
    MOOD.create(uncommitted)
    table.create(uncommitted)
    return table, {"id": 1, "v": value, "named otherwise": "x"}


def test_a_script_inserts_what_a_migration_does(
    uncommitted: sa.Connection, table_and_row: tuple[sa.Table, dict[str, Any]]
) -> None:
    table, row = table_and_row
    text = script(lambda: ensure.rows(table, [row]))
    for _ in range(2):
        run(uncommitted, text)
    online(uncommitted, lambda: ensure.rows(table, [row, row | {"id": 2}]))
    run(uncommitted, text)
    assert count(uncommitted, table) == 2
    written = sa.func.coalesce(sa.cast(sa.column("v"), sa.Text), "NULL")
    kinds = sa.select(sa.func.count(sa.distinct(written))).select_from(table)
    assert uncommitted.scalar(kinds) == 1


def test_no_rows_knows_them_by_any_value(
    uncommitted: sa.Connection, table_and_row: tuple[sa.Table, dict[str, Any]]
) -> None:
    table, row = table_and_row
    online(uncommitted, lambda: ensure.rows(table, [row]))
    online(uncommitted, lambda: ensure.no_rows(table, [row], key=("v", "named otherwise")))
    assert count(uncommitted, table) == 0


def test_a_key_that_is_not_the_primary_one(uncommitted: sa.Connection) -> None:
    name = sa.Column("name", sa.Text)
    table = sa.Table("t", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True), name)
    table.create(uncommitted)
    text = script(lambda: ensure.rows(table, [{"name": "a"}], key="name"))
    for _ in range(2):
        run(uncommitted, text)
    assert count(uncommitted, table) == 1


@pytest.mark.parametrize("value", [sa.func.lower("A"), sa.text("'a'")], ids=str)
def test_an_expression_stays_one(uncommitted: sa.Connection, value: Any) -> None:
    run(uncommitted, "CREATE TABLE t (id int, v text)")
    table = sa.table("t", sa.column("id", sa.Integer), sa.column("v", sa.Text))

    def declare(id_: int, said: Any) -> None:
        ensure.rows(table, [{"id": id_, "v": said}], key="id", multiinsert=False)

    run(uncommitted, script(lambda: declare(1, value)))
    online(uncommitted, lambda: declare(1, value))
    online(uncommitted, lambda: declare(2, value))
    online(uncommitted, lambda: declare(2, op.inline_literal("a")))
    with pytest.raises(DriftError):
        online(uncommitted, lambda: declare(2, sa.text("'b'")))


def test_rows_of_different_columns(
    inside: sa.Connection, once_is_twice: Callable[..., object]
) -> None:
    run(inside, "CREATE TABLE t (id int, a text, b text)")
    table = sa.table("t", *(sa.column(name) for name in ("id", "a", "b")))
    rows = [{"id": 1}, {"id": 2, "a": "x"}, {"b": "y", "id": 3}]
    once_is_twice(inside, lambda: ensure.rows(table, rows, key="id"))
    found = inside.execute(sa.select(table).order_by("id")).all()
    assert [tuple(one) for one in found] == [(1, None, None), (2, "x", None), (3, None, "y")]
