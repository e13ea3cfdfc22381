"""`ensure.index`: each row of the decision table, in a transaction and CONCURRENTLY."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from toolkit import ensure
from toolkit.catalog.fingerprint import fingerprint
from toolkit.errors import DriftError

Twice = Callable[[sa.Connection, Callable[[], object]], Any]

BASE = 'CREATE TABLE t (id int PRIMARY KEY, n int, note text, doc jsonb, "x y" int)'


def declare() -> None:
    ensure.index("ix_n", "t", ["n"])
    ensure.index("ix_note", "t", [sa.text("lower(note)"), sa.text("n DESC")], unique=True)
    ensure.index("ix_part", "t", ["x y"], postgresql_where=sa.text("note LIKE 'a:b%'"))
    ensure.index(
        "ix_doc",
        "t",
        ["doc"],
        postgresql_using="gin",
        postgresql_ops={"doc": "jsonb_path_ops"},
        postgresql_with={"fastupdate": "off"},
    )
    ensure.index("ix_more", "t", ["n"], postgresql_include=["note"])  # fmt: skip


def concurrently() -> None:
    ensure.index("ix", "t", ["n"], unique=True, postgresql_concurrently=True)


def test_absent_and_equal(inside: sa.Connection, once_is_twice: Twice) -> None:
    inside.exec_driver_sql(BASE)
    once_is_twice(inside, declare)


def test_hostile_names(inside: sa.Connection, once_is_twice: Twice) -> None:
    name = 'a" ON t (b) %s :c'
    quoted = '"a"" ON t (b) %%s :c"'
    inside.exec_driver_sql(f"CREATE SCHEMA {quoted}; CREATE TABLE {quoted}.{quoted} ({quoted} int)")
    once_is_twice(inside, lambda: ensure.index(f"i {name}", name, [name], schema=name))


def test_autocommitted_and_concurrently(autocommitted: sa.Connection, once_is_twice: Twice) -> None:
    autocommitted.exec_driver_sql(BASE)
    once_is_twice(autocommitted, declare)
    once_is_twice(autocommitted, concurrently)


def test_what_a_failed_concurrent_build_left_is_rebuilt(autocommitted: sa.Connection) -> None:
    autocommitted.exec_driver_sql(BASE)
    autocommitted.exec_driver_sql("INSERT INTO t (id, n) VALUES (1, 1), (2, 1)")
    with pytest.raises(IntegrityError):
        autocommitted.exec_driver_sql("CREATE UNIQUE INDEX CONCURRENTLY ix ON t (n)")
    assert "index public.t.ix: UNIQUE INDEX USING btree (n) (INVALID)" in (
        fingerprint(autocommitted).lines
    )
    autocommitted.exec_driver_sql("UPDATE t SET n = id")
    concurrently()
    assert "index public.t.ix: UNIQUE INDEX USING btree (n)" in fingerprint(autocommitted).lines


def test_rows_in_the_way_of_a_concurrent_build(autocommitted: sa.Connection) -> None:
    autocommitted.exec_driver_sql(BASE)
    autocommitted.exec_driver_sql("INSERT INTO t (id, n) VALUES (1, 1), (2, 1)")
    before = fingerprint(autocommitted)
    for _ in range(2):
        with pytest.raises(DriftError, match="index ix cannot be made: there are rows"):
            concurrently()
        assert before.difference(fingerprint(autocommitted)) == ""


def test_broken_is_rebuilt_in_a_transaction_too(inside: sa.Connection) -> None:
    inside.exec_driver_sql(BASE)
    declare()
    whole = fingerprint(inside)
    inside.exec_driver_sql(
        "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'ix_note'::regclass"
    )
    declare()
    assert whole.difference(fingerprint(inside)) == ""


@pytest.mark.parametrize(
    "other",
    [
        "CREATE INDEX ix_note ON t (lower(note), n DESC)",
        "CREATE UNIQUE INDEX ix_note ON t (lower(note), n)",
        "CREATE UNIQUE INDEX ix_note ON t (upper(note), n DESC)",
        "CREATE UNIQUE INDEX ix_note ON t (lower(note), n DESC) WHERE n > 0",
        "CREATE UNIQUE INDEX ix_note ON t (lower(note), n DESC) INCLUDE (id)",
        'CREATE UNIQUE INDEX ix_note ON t (lower(note) COLLATE "C", n DESC)',
        "CREATE UNIQUE INDEX ix_note ON t (lower(note), n DESC) WITH (fillfactor = 50)",
    ],
)
def test_different_is_drift(inside: sa.Connection, other: str) -> None:
    inside.exec_driver_sql(BASE)
    declare()
    inside.exec_driver_sql(f"DROP INDEX ix_note; {other}")
    before = fingerprint(inside)
    with pytest.raises(DriftError, match=r"lower\(note\), n DESC"):
        declare()
    assert before.difference(fingerprint(inside)) == ""


def test_more_on_the_same_table_is_nothing_to_an_index(inside: sa.Connection) -> None:
    inside.exec_driver_sql(BASE)
    declare()
    inside.exec_driver_sql("CREATE INDEX extra ON t (n); ALTER TABLE t ADD COLUMN extra int")
    before = fingerprint(inside)
    declare()
    assert before.difference(fingerprint(inside)) == ""
