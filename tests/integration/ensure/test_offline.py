"""Under `--sql` the functions write what their directives write."""

import io

import sqlalchemy as sa
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext

from toolkit import ensure


def test_every_function_writes_sql() -> None:
    out = io.StringIO()
    context = MigrationContext.configure(
        dialect_name="postgresql",
        dialect_opts={"paramstyle": "named"},
        opts={"as_sql": True, "output_buffer": out},
    )
    with Operations.context(context):
        ensure.extension("vector", schema="x")
        ensure.enum("e", "a:b", "100%")
        ensure.enum_value("e", "c", after="a:b")
        table = ensure.table("t", sa.Column("id", sa.Integer, primary_key=True), comment="c")
        ensure.column("t", sa.Column("n", sa.Integer))
        ensure.index("ix", "t", ["n"])
        ensure.unique("uq", "t", ["n"])
        ensure.check("ck", "t", "n > 0")
        ensure.foreign_key("fk", "t", "t", ["n"], ["id"])
        ensure.table_comment("t", "d")
        ensure.rows(table, [{"id": 1}])
    written = out.getvalue()
    assert 'CREATE EXTENSION IF NOT EXISTS "vector" SCHEMA "x"' in written
    assert "CREATE TYPE \"e\" AS ENUM ('a:b', '100%')" in written
    assert "ALTER TYPE \"e\" ADD VALUE 'c' AFTER 'a:b'" in written
    for words in ("CREATE TABLE t", "ADD COLUMN n", "CREATE INDEX ix", "UNIQUE (n)",
                  "CHECK (n > 0)", "FOREIGN KEY(n)", "IS 'd'", "INSERT INTO t"):  # fmt: skip
        assert words in written
