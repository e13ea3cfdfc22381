"""`ensure.rows`: by key; absent, equal, different."""

import datetime
import uuid
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from toolkit import ensure
from toolkit.catalog.fingerprint import fingerprint
from toolkit.errors import DriftError, UsageError

Twice = Callable[[sa.Connection, Callable[[], object]], Any]

TABLE = sa.Table(
    "t",
    sa.MetaData(),
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.Text),
    sa.Column("price", sa.Numeric(10, 2)),
    sa.Column("doc", sa.JSON),
    sa.Column("docb", pg.JSONB),
    sa.Column("at", sa.DateTime(timezone=True)),
    sa.Column("uid", sa.Uuid),
    sa.Column("tags", sa.ARRAY(sa.Text)),
    sa.Column("mood", sa.Enum("a", "b", name="mood")),
)

ROW = {
    "id": 1,
    "name": "it's 100% :x",
    "price": Decimal("1.50"),
    "doc": {"b": 1, "a": [1, 2]},
    "docb": {"b": 1},
    "at": datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC),
    "uid": uuid.UUID(int=1),
    "tags": ["x", "y"],
    "mood": "a",
}


@pytest.fixture
def table(inside: sa.Connection) -> sa.Table:
    TABLE.create(inside)
    return TABLE


def test_absent_and_equal(inside: sa.Connection, once_is_twice: Twice) -> None:
    TABLE.create(inside)
    nothing = dict.fromkeys(ROW) | {"id": 2}
    once_is_twice(inside, lambda: ensure.rows(TABLE, [ROW, nothing]))
    assert inside.scalar(sa.select(sa.func.count()).select_from(TABLE)) == 2


def test_less_is_inserted_and_more_is_left(inside: sa.Connection, table: sa.Table) -> None:
    ensure.rows(table, [ROW, ROW | {"id": 3}])
    ensure.rows(table, [ROW, ROW | {"id": 2}])
    assert list(inside.scalars(sa.select(table.c.id).order_by("id"))) == [1, 2, 3]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("name", "else"),
        ("name", None),
        ("price", Decimal("1.51")),
        ("doc", {"b": 1, "a": [2, 1]}),
        ("docb", {}),
        ("at", datetime.datetime(2024, 1, 2, tzinfo=datetime.UTC)),
        ("uid", uuid.UUID(int=2)),
        ("tags", ["y", "x"]),
        ("mood", "b"),
    ],
)
def test_different_is_drift_and_nothing_is_inserted(
    inside: sa.Connection, table: sa.Table, column: str, value: object
) -> None:
    ensure.rows(table, [ROW])
    before = fingerprint(inside)
    with pytest.raises(DriftError, match=f"{column} = ") as caught:
        ensure.rows(table, [ROW | {column: value}, ROW | {"id": 9}])
    assert "id = 1" in str(caught.value)
    assert before.difference(fingerprint(inside)) == ""


def test_a_light_table_with_a_key_of_several_columns(
    inside: sa.Connection, once_is_twice: Twice
) -> None:
    inside.exec_driver_sql("CREATE TABLE l (a text, b int, c text)")
    light = sa.table("l", sa.column("a"), sa.column("b"), sa.column("c"))
    rows = [{"a": "x", "b": n, "c": None} for n in range(3)]
    once_is_twice(inside, lambda: ensure.rows(light, rows, key=("a", "b")))
    with pytest.raises(DriftError):
        ensure.rows(light, [{"a": "x", "b": 1, "c": "y"}], key=["a", "b"])


def test_no_key_is_a_usage_error(inside: sa.Connection) -> None:
    with pytest.raises(UsageError, match="known by"):
        ensure.rows(sa.table("l", sa.column("a")), [{"a": 1}])
