"""`ensure.column`: each row of the decision table, with what a column carries inline."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import op

from toolkit import ensure
from toolkit.catalog.fingerprint import fingerprint
from toolkit.errors import DriftError

Twice = Callable[[sa.Connection, Callable[[], object]], Any]

BASE = """CREATE TABLE u (id int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, old int, twice int GENERATED ALWAYS AS (old * 2) STORED)"""


@pytest.fixture
def based(inside: sa.Connection) -> sa.Connection:
    inside.exec_driver_sql(BASE)
    return inside


def declare(schema: str | None = None) -> None:
    key = sa.ForeignKey(f"{schema}.u.id" if schema else "u.id", ondelete="CASCADE")
    for column in (
        sa.Column("a", sa.Integer, key, index=True, comment="what"),
        sa.Column("d", sa.Integer, unique=True),
        sa.Column("b", sa.String(9), nullable=False, server_default="x:%"),
        sa.Column("c", sa.Enum("x", "y", name="e", schema=schema), server_default="x"),
    ):
        ensure.column("t", column, schema=schema)


def test_the_check_of_a_type(inside: sa.Connection, once_is_twice: Twice) -> None:
    """PostgreSQL has a boolean of its own, which needs none."""
    inside.exec_driver_sql(BASE)

    def upgrade() -> None:
        word = sa.Enum("x", "y", name="word", native_enum=False, create_constraint=True)
        ensure.column("t", sa.Column("a", sa.Boolean(create_constraint=True, name="yes")))
        ensure.column("t", sa.Column("b", word))

    assert "yes" not in str(once_is_twice(inside, upgrade))


def test_one_that_is_altered_further_down(inside: sa.Connection, once_is_twice: Twice) -> None:
    inside.exec_driver_sql(f"{BASE}; INSERT INTO t (id) VALUES (1)")

    def upgrade() -> None:
        ensure.column("t", sa.Column("a", sa.Text), altered=True)
        op.execute("UPDATE t SET a = 'x'")
        op.alter_column("t", "a", nullable=False, server_default="y")

    once_is_twice(inside, upgrade)


def test_absent_and_equal(inside: sa.Connection, once_is_twice: Twice) -> None:
    inside.exec_driver_sql(BASE)
    once_is_twice(inside, declare)


def test_another_schema_and_hostile_names(inside: sa.Connection, once_is_twice: Twice) -> None:
    name = 'a" b %s :c'

    def hostile() -> None:
        ensure.column(name, sa.Column(f"c {name}", sa.Integer, index=True), schema=name)

    quoted = '"a"" b %%s :c"'
    inside.exec_driver_sql(f"CREATE SCHEMA {quoted}; CREATE TABLE {quoted}.{quoted} ()")
    once_is_twice(inside, hostile)
    inside.exec_driver_sql(f"SET search_path = {quoted}")
    inside.exec_driver_sql(BASE)
    once_is_twice(inside, declare)


def test_autocommitted(autocommitted: sa.Connection, once_is_twice: Twice) -> None:
    autocommitted.exec_driver_sql(BASE)
    once_is_twice(autocommitted, declare)


def test_a_generated_column_that_others_need(based: sa.Connection, once_is_twice: Twice) -> None:
    once_is_twice(based, lambda: ensure.column("t", sa.Column("old", sa.Integer)))
    computed = sa.Computed("old * 2", persisted=True)
    once_is_twice(based, lambda: ensure.column("t", sa.Column("twice", sa.Integer, computed)))


@pytest.mark.parametrize(
    "damage",
    [
        "DROP INDEX ix_t_a",
        "ALTER TABLE t DROP CONSTRAINT t_d_key",
        "ALTER TABLE t DROP CONSTRAINT t_a_fkey",
        "COMMENT ON COLUMN t.a IS NULL",
        "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'ix_t_a'::regclass",
    ],
)
def test_broken_or_less(based: sa.Connection, damage: str) -> None:
    declare()
    whole = fingerprint(based)
    based.exec_driver_sql(damage)
    declare()
    assert whole.difference(fingerprint(based)) == ""


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        ("ALTER TABLE t ALTER a TYPE bigint", "bigint"),
        ("ALTER TABLE t ALTER b TYPE text", "character varying(9)"),
        ("ALTER TABLE t ALTER b DROP NOT NULL", "NOT NULL"),
        ("ALTER TABLE t ALTER b SET DEFAULT 'y'", "'y'"),
        ("ALTER TABLE t ALTER c DROP DEFAULT; ALTER TABLE t ALTER c TYPE text", "text"),
        (
            "ALTER TABLE t DROP CONSTRAINT t_a_fkey; ALTER TABLE t ADD FOREIGN KEY (a)"
            " REFERENCES u",
            "ON DELETE CASCADE",
        ),
        ("COMMENT ON COLUMN t.a IS 'else'", "else"),
        ("ALTER TYPE e RENAME VALUE 'x' TO 'z'; ALTER TYPE e ADD VALUE 'x'", "'z', 'y', 'x'"),
    ],
)
def test_different_is_drift(based: sa.Connection, change: str, shown: str) -> None:
    declare()
    based.exec_driver_sql(change)
    before = fingerprint(based)
    with pytest.raises(DriftError) as caught:
        declare()
    assert shown in str(caught.value)
    assert before.difference(fingerprint(based)) == ""


def test_more_on_the_same_table_is_nothing_to_a_column(based: sa.Connection) -> None:
    declare()
    based.exec_driver_sql("ALTER TABLE t ADD COLUMN extra int CHECK (extra > id)")
    before = fingerprint(based)
    declare()
    assert before.difference(fingerprint(based)) == ""


def test_the_table_is_found_along_the_search_path(based: sa.Connection) -> None:
    based.exec_driver_sql("CREATE SCHEMA first; SET search_path = first, public")
    ensure.column("t", sa.Column("z", sa.Integer))
    ensure.column("t", sa.Column("z", sa.Integer))
    with pytest.raises(DriftError):
        ensure.column("t", sa.Column("z", sa.Text))
