"""Under `--sql` the functions write SQL that decides by itself: run twice by psql, it is once."""

import io
from collections.abc import Callable

import psycopg
import pytest
import sqlalchemy as sa
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy.dialects.postgresql import DOMAIN, ENUM

from toolkit import ensure
from toolkit.catalog.fingerprint import fingerprint
from toolkit.catalog.sql import literal

Script = Callable[[Callable[[], object]], str]


def script(declare: Callable[[], object]) -> str:
    """What `--sql` writes for it."""
    out = io.StringIO()
    opts = {"as_sql": True, "output_buffer": out, "literal_binds": True}
    context = MigrationContext.configure(dialect_name="postgresql", opts=opts)
    with Operations.context(context):
        declare()
    return out.getvalue()


def run(database: sa.URL, text: str) -> None:
    """As psql does: no parameters, no transaction around it, stop at the first error."""
    url = database.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True) as raw:
        raw.execute(text.encode())


def everything() -> None:
    """Each function that makes something, with what is awkward in text."""
    ensure.extension("pg_trgm")
    ensure.enum("e", "a:b", "100%", "it's", "back\\slash", "tab\t")
    ensure.enum_value("e", "c", after="a:b")
    table = ensure.table(
        "t",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("tone", sa.Enum("low", "high", name="tone"), server_default="low"),
        sa.Column("e", ENUM(name="e", create_type=False), server_default="it's"),
        sa.Column("n", sa.Integer, sa.ForeignKey("t.id"), index=True),
        sa.Column("k", sa.Text, comment="a\ttab and 100%: $hive$"),
        sa.CheckConstraint("k <> 'a:b%'"),
    )
    ensure.column("t", sa.Column("m", sa.Integer, sa.ForeignKey("t.id"), unique=True))
    ensure.index("ix", "t", [sa.text("lower(k)")], postgresql_where=sa.text("k <> '%'"))
    ensure.unique("uq", "t", ["n", "m"])
    ensure.unique(None, "t", ["k"])
    ensure.check("ck", "t", "n > 0")
    ensure.foreign_key("fk", "t", "t", ["n"], ["id"], ondelete="CASCADE")
    ensure.table_comment("t", "d")
    ensure.function(
        "f", "", returns="trigger", language="plpgsql",
        body="BEGIN\n  NEW.k := 'it''s a\ttab \\ 100%: $hive$';\n  RETURN NEW;\nEND",
    )  # fmt: skip
    singles(table, "100%: it's a\ttab \\ $hive$")
    ensure.schema("s")
    ensure.sequence("q", start=3, owned_by="t.id")
    ensure.domain("d", sa.Text, default="it's 100%: a\\b", check="VALUE <> 'a:b%'")
    ensure.column("t", sa.Column("d", DOMAIN("own", sa.Integer, check="VALUE > 0")))
    ensure.grant("SELECT (k)", "TABLE t", "PUBLIC")
    ensure.no_grant("SELECT", "TABLE gone", "gone")
    ensure.function("g", "a integer = 1", returns="text", body="SELECT 'b'", replaces="SELECT 'c'")
    ensure.rows(table, [{"id": 1, "k": "it's a\ttab: 100%"}, {"id": 2, "k": None}])


def singles(table: sa.Table, text: str, old: str = "") -> None:
    """What can replace an old definition, in which `old` stood."""
    query = sa.select(table.c.id, table.c.k)
    new, before = query.where(table.c.k != text), query.where(table.c.k != old)
    ensure.view("v", new, replaces=before)
    ensure.materialized_view("mv", new, replaces=before)
    told, was = f"k <> {literal(text)}", f"k <> {literal(old)}"
    ensure.policy("p", "t", using=told, replaces=was)
    ensure.trigger(
        "f", "t", when="BEFORE UPDATE OF k", executes="f()", condition=f"NEW.{told}",
        replaces={"condition": f"NEW.{was}"},
    )  # fmt: skip
    ensure.function("h", "", returns="text", body=f"SELECT {literal(text)}",
                    replaces=f"SELECT {literal(old)}")  # fmt: skip


def test_a_script_run_twice_is_what_a_migration_makes(
    database: sa.URL, connection: sa.Connection
) -> None:
    empty = fingerprint(connection)
    connection.rollback()
    with Operations.context(MigrationContext.configure(connection)):
        everything()
    online = fingerprint(connection)
    connection.rollback()
    assert empty.difference(online)
    text = script(everything)
    for _ in range(2):
        run(database, text)
        assert online.difference(fingerprint(connection)) == ""
        connection.rollback()


def test_a_script_replaces_what_it_says(database: sa.URL, connection: sa.Connection) -> None:
    old, new = "old: it's 100% \\", "new: it's 100% \\"
    table = sa.Table("t", sa.MetaData(), sa.Column("id", sa.Integer), sa.Column("k", sa.Text))
    run(database, script(everything))
    for words, before in ((old, "100%: it's a\ttab \\ $hive$"), (new, old)):
        text = script(lambda: singles(table, words, before))  # noqa: B023
        run(database, text)
        once = fingerprint(connection)
        connection.rollback()
        run(database, text)
        assert once.difference(fingerprint(connection)) == ""
        connection.rollback()
    assert sum("new: it" in line for line in once.lines) == 5
    assert not [line for line in once.lines if "old: it" in line]
    with pytest.raises(psycopg.Error, match=r"Not what was declared: view public\.v"):
        run(database, script(lambda: ensure.view("v", "SELECT 1 AS id", replaces="SELECT 2 AS id")))
