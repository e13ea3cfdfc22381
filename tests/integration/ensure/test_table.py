"""`ensure.table`: each row of the decision table, with what a table carries inline."""

import logging
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import op
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy.dialects import postgresql as pg

from toolkit import ensure
from toolkit.catalog.fingerprint import fingerprint
from toolkit.errors import DeniedError, DriftError

Twice = Callable[[sa.Connection, Callable[[], object]], Any]


def declare(schema: str | None = None) -> sa.Table:
    """With about everything a table can carry."""
    prefix = f"{schema}." if schema else ""
    return ensure.table(
        "t",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("code", sa.String(20), nullable=False, unique=True),
        sa.Column("price", sa.Numeric(10, 2), server_default="0.00", comment="in euros"),
        sa.Column("mood", sa.Enum("sad", "happy", name="mood", schema=schema)),
        sa.Column("moods", sa.ARRAY(sa.Enum("sad", "happy", name="mood", schema=schema))),
        sa.Column("tone", pg.ENUM("low", "high", name="tone", schema=schema)),
        sa.Column("made", sa.DateTime(timezone=True), server_default=sa.func.now(), index=True),
        sa.Column("parent", sa.Integer, sa.ForeignKey(f"{prefix}t.id", ondelete="CASCADE")),
        sa.Column("other", sa.Integer),
        sa.Column("twice", sa.Integer, sa.Computed("other * 2", persisted=True)),
        sa.CheckConstraint("price >= 0 AND code <> 'a:b%'", name="ck_price"),
        sa.CheckConstraint("other > 0"),
        sa.ForeignKeyConstraint(
            ["other"], [f"{prefix}t.id"], name="fk_other", initially="DEFERRED"
        ),
        sa.Index("ix_lower", sa.text("lower(code)"), postgresql_where=sa.text("price > 1")),
        schema=schema,
        comment="What's in it: 100%",
    )


def test_absent_and_equal(inside: sa.Connection, once_is_twice: Twice) -> None:
    once_is_twice(inside, declare)


def test_one_that_is_altered_further_down(inside: sa.Connection, once_is_twice: Twice) -> None:
    def upgrade() -> None:
        ensure.table("t", sa.Column("id", sa.Integer), sa.Column("old", sa.Text), altered=True)
        op.alter_column("t", "id", nullable=False, type_=sa.BigInteger)
        ensure.no_column("t", "old")

    once_is_twice(inside, upgrade)


def test_the_same_as_op_makes(inside: sa.Connection) -> None:
    declare()
    ours = fingerprint(inside)
    inside.rollback()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ensure, "table", op.create_table)
        declare()
    assert ours.difference(fingerprint(inside)) == ""


def test_another_schema(inside: sa.Connection, once_is_twice: Twice) -> None:
    inside.exec_driver_sql('CREATE SCHEMA "o\'ther"')
    once_is_twice(inside, lambda: declare("o'ther"))


def test_first_schema_of_the_search_path_even_if_the_second_has_one(
    inside: sa.Connection, once_is_twice: Twice
) -> None:
    inside.exec_driver_sql("CREATE SCHEMA tenant")
    declare()
    inside.exec_driver_sql("SET search_path = tenant, public")
    seen = once_is_twice(inside, declare)
    assert "table tenant.t: TABLE" in seen.lines
    assert "enum tenant.mood: ENUM ('sad', 'happy')" in seen.lines


def test_autocommitted(autocommitted: sa.Connection, once_is_twice: Twice) -> None:
    once_is_twice(autocommitted, declare)


HOSTILE = "a\" ON x (y); -- %s :p $$ \\ ' é"


def test_hostile_names(inside: sa.Connection, once_is_twice: Twice) -> None:
    def hostile() -> None:
        ensure.table(
            f"t {HOSTILE}",
            sa.Column(f"i {HOSTILE}", sa.Integer, primary_key=True),
            sa.Column(f"c {HOSTILE}", sa.Enum(f"l {HOSTILE}", name=f"e {HOSTILE}")),
            sa.Column("text", sa.Text, server_default=HOSTILE),
            sa.Index(f"ix {HOSTILE}", f"c {HOSTILE}"),
            sa.UniqueConstraint(f"c {HOSTILE}", name=f"uq {HOSTILE}"),
            sa.ForeignKeyConstraint(
                [f"i {HOSTILE}"], [f"t {HOSTILE}.i {HOSTILE}"], name=f"fk {HOSTILE}"
            ),
            comment=HOSTILE,
        )

    once_is_twice(inside, hostile)


BROKEN_OR_LESS = {
    "invalid index": "UPDATE pg_index SET indisvalid = false"
    " WHERE indexrelid = 'ix_lower'::regclass",
    "unchecked check": "ALTER TABLE t DROP CONSTRAINT ck_price;"
    "ALTER TABLE t ADD CONSTRAINT ck_price CHECK (price >= 0 AND code <> 'a:b%%') NOT VALID",
    "unchecked key": "ALTER TABLE t DROP CONSTRAINT fk_other; ALTER TABLE t ADD CONSTRAINT fk_other"
    " FOREIGN KEY (other) REFERENCES t DEFERRABLE INITIALLY DEFERRED NOT VALID",
    "named index": "DROP INDEX ix_lower",
    "inline index": "DROP INDEX ix_t_made",
    "unique": "ALTER TABLE t DROP CONSTRAINT t_code_key",
    "check": "ALTER TABLE t DROP CONSTRAINT ck_price",
    "check without a name": "ALTER TABLE t DROP CONSTRAINT t_other_check",
    "foreign key": "ALTER TABLE t DROP CONSTRAINT fk_other",
    "foreign key without a name": "ALTER TABLE t DROP CONSTRAINT t_parent_fkey",
    "primary key": "ALTER TABLE t DROP CONSTRAINT t_pkey CASCADE",
    "comment": "COMMENT ON TABLE t IS NULL",
    "column's comment": "COMMENT ON COLUMN t.price IS NULL",
}


@pytest.mark.parametrize("damage", BROKEN_OR_LESS.values(), ids=BROKEN_OR_LESS)
def test_broken_or_less(inside: sa.Connection, damage: str) -> None:
    declare()
    whole = fingerprint(inside)
    inside.exec_driver_sql(damage)
    assert whole.difference(fingerprint(inside))
    declare()
    assert whole.difference(fingerprint(inside)) == ""


def test_less_enum_label_is_added(inside: sa.Connection) -> None:
    declare()
    whole = fingerprint(inside)
    inside.rollback()
    inside.exec_driver_sql("CREATE TYPE mood AS ENUM ('happy')")
    declare()
    assert whole.difference(fingerprint(inside)) == ""


MORE = {
    "column": "ALTER TABLE t ADD COLUMN extra int",
    "index": "CREATE INDEX extra ON t (code)",
    "check": "ALTER TABLE t ADD CONSTRAINT extra CHECK (id > 0)",
    "label": "ALTER TYPE mood ADD VALUE 'so so'",
}


@pytest.mark.parametrize("extra", MORE.values(), ids=MORE)
def test_more_is_a_note(
    inside: sa.Connection, extra: str, caplog: pytest.LogCaptureFixture
) -> None:
    declare()
    inside.exec_driver_sql(extra)
    before = fingerprint(inside)
    with caplog.at_level(logging.INFO, "toolkit.ensure"):
        declare()
    assert before.difference(fingerprint(inside)) == ""
    assert [one.name for one in caplog.records] == ["toolkit.ensure"]


DIFFERENT = {
    "column missing": ("ALTER TABLE t DROP COLUMN price", "column public.t.price"),
    "text, not enum": ("ALTER TABLE t ALTER mood TYPE text", "text"),
    "precision": ("ALTER TABLE t ALTER price TYPE numeric(12, 2)", "numeric(12,2)"),
    "length": ("ALTER TABLE t ALTER code TYPE varchar(30)", "character varying(30)"),
    "default": ("ALTER TABLE t ALTER price SET DEFAULT 1", "DEFAULT 1"),
    "no default": ("ALTER TABLE t ALTER made DROP DEFAULT", "DEFAULT now()"),
    "serial": ("ALTER TABLE t ALTER id DROP DEFAULT", "its own sequence"),
    "not null": ("ALTER TABLE t ALTER code DROP NOT NULL", "NOT NULL"),
    "null": ("ALTER TABLE t ALTER price SET NOT NULL", "NOT NULL"),
    "on delete": (
        "ALTER TABLE t DROP CONSTRAINT fk_other; ALTER TABLE t ADD CONSTRAINT fk_other"
        " FOREIGN KEY (other) REFERENCES t ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED",
        "ON DELETE SET NULL",
    ),
    "on delete of one without a name": (
        "ALTER TABLE t DROP CONSTRAINT t_parent_fkey; ALTER TABLE t ADD FOREIGN KEY (parent)"
        " REFERENCES t",
        "ON DELETE CASCADE",
    ),
    "check": (
        "ALTER TABLE t DROP CONSTRAINT ck_price; ALTER TABLE t ADD CONSTRAINT ck_price"
        " CHECK (price > 0)",
        "price > ",
    ),
    "index": ("DROP INDEX ix_lower; CREATE INDEX ix_lower ON t (upper(code))", "upper("),
    "index predicate": (
        "DROP INDEX ix_lower; CREATE INDEX ix_lower ON t (lower(code)) WHERE price > 2",
        "> (2)",
    ),
    "constraint's name": ("ALTER TABLE t RENAME CONSTRAINT ck_price TO ck", "ck_price"),
    "index's name": ("ALTER INDEX ix_lower RENAME TO ix", 'from "ix" to "ix_lower"'),
    "primary key": (
        "ALTER TABLE t DROP CONSTRAINT t_pkey CASCADE; ALTER TABLE t ADD PRIMARY KEY (code);"
        "ALTER TABLE t ADD CONSTRAINT fk_other FOREIGN KEY (code) REFERENCES t",
        "PRIMARY KEY (code)",
    ),
    "comment": ("COMMENT ON TABLE t IS 'else'", "else"),
    "labels": ("ALTER TYPE mood RENAME VALUE 'sad' TO 'x'; ALTER TYPE mood RENAME VALUE 'happy'"
               " TO 'sad'; ALTER TYPE mood RENAME VALUE 'x' TO 'happy'", "'happy', 'sad'"),
    "generated": ("ALTER TABLE t ALTER twice DROP EXPRESSION", "other * 2"),
    "unlogged": ("ALTER TABLE t SET UNLOGGED", "UNLOGGED TABLE"),
}  # fmt: skip


@pytest.mark.parametrize(("change", "shown"), DIFFERENT.values(), ids=DIFFERENT)
def test_different_is_drift_that_shows_both(inside: sa.Connection, change: str, shown: str) -> None:
    declare()
    inside.exec_driver_sql(change)
    before = fingerprint(inside)
    with pytest.raises(DriftError) as caught:
        declare()
    assert before.difference(fingerprint(inside)) == ""
    assert shown in str(caught.value)
    assert "declared:" in caught.value.why
    assert "found:" in caught.value.why
    assert caught.value.next


def test_rows_in_the_way_are_named_and_kept(committing: sa.Connection) -> None:
    declare()
    committing.exec_driver_sql("ALTER TABLE t DROP CONSTRAINT t_code_key")
    committing.exec_driver_sql("INSERT INTO t (code) VALUES ('secret'), ('secret')")
    committing.commit()
    with pytest.raises(DriftError, match="there are rows that do not allow it") as caught:
        declare()
    assert "secret" not in str(caught.value)
    committing.rollback()
    assert committing.exec_driver_sql("SELECT count(*) FROM t").scalar_one() == 2


def test_unlogged(inside: sa.Connection, once_is_twice: Twice) -> None:
    once_is_twice(
        inside, lambda: ensure.table("u", sa.Column("a", sa.Integer), prefixes=["UNLOGGED"])
    )


def test_partitioned(inside: sa.Connection, once_is_twice: Twice) -> None:
    columns = ("a", "b")

    def by(column: str) -> None:
        ensure.table(
            "p",
            *(sa.Column(one, sa.Integer) for one in columns),
            sa.Index("ix_p", "a"),
            postgresql_partition_by=f"LIST ({column})",
        )

    once_is_twice(inside, lambda: by("a"))
    with pytest.raises(DriftError, match="PARTITION BY LIST"):
        by("b")


def test_identity_differs_from_serial(inside: sa.Connection, once_is_twice: Twice) -> None:
    def identity() -> None:
        ensure.table("i", sa.Column("id", sa.Integer, sa.Identity(start=5), primary_key=True))

    once_is_twice(inside, identity)
    with pytest.raises(DriftError, match="its own sequence"):
        ensure.table("i", sa.Column("id", sa.Integer, primary_key=True))


def test_a_type_that_is_taken_for_granted_is_not_touched(
    inside: sa.Connection, once_is_twice: Twice
) -> None:
    inside.exec_driver_sql("CREATE TYPE mood AS ENUM ('sad', 'happy')")
    for type_ in (
        pg.ENUM(name="mood", create_type=False),
        pg.ENUM("sad", "else", name="mood", create_type=False),
    ):
        once_is_twice(inside, lambda: ensure.table("g", sa.Column("m", type_)))  # noqa: B023


def test_a_type_that_is_gone_is_named(inside: sa.Connection) -> None:
    inside.exec_driver_sql("CREATE TYPE mood AS ENUM ('sad')")
    column = pg.ENUM(name="mood", create_type=False)
    ensure.table("g", sa.Column("m", column))
    inside.exec_driver_sql("DROP TYPE mood CASCADE")
    with pytest.raises(DriftError, match='type "mood" does not exist'):
        ensure.table("g", sa.Column("m", column))


def test_twin_when_a_temporary_table_was_there_before(inside: sa.Connection) -> None:
    """The session's own temporary objects are neither read nor touched."""
    declare()
    inside.exec_driver_sql("CREATE TEMPORARY TABLE mine (id int)")
    declare()
    assert inside.exec_driver_sql("SELECT count(*) FROM mine").scalar_one() == 0


def test_nothing_temporary_is_left(inside: sa.Connection) -> None:
    declare()
    declare()
    left = "SELECT count(*) FROM pg_class WHERE relnamespace = pg_my_temp_schema()"
    assert inside.exec_driver_sql(left).scalar_one() == 0
    assert inside.exec_driver_sql("SHOW search_path").scalar_one() == '"$user", public'


def test_who_may_not_make_temporary_tables_is_told(inside: sa.Connection) -> None:
    declare()
    inside.exec_driver_sql("SET TRANSACTION READ ONLY")
    with pytest.raises(DeniedError, match="read-only"):
        declare()


def test_naming_conventions_of_the_models(uncommitted: sa.Connection, once_is_twice: Twice) -> None:
    naming = {
        "pk": "pk_%(table_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(column_0_label)s",
    }
    metadata = sa.MetaData(naming_convention=naming)
    context = MigrationContext.configure(uncommitted, opts={"target_metadata": metadata})

    def by_convention() -> None:
        ensure.table(
            "t",
            sa.Column("id", sa.Integer, primary_key=True),
            sa.Column("a", sa.Integer, sa.ForeignKey("t.id"), index=True),
            sa.Column("b", sa.Integer, sa.CheckConstraint("b > 0", name="b"), unique=True),
        )
        ensure.unique(None, "t", ["a"])
        ensure.index(None, "t", ["b"])

    with Operations.context(context):
        seen = once_is_twice(uncommitted, by_convention)
    assert any("ck_t_b" in line for line in seen.lines)
    assert any("ix_t_b" in line for line in seen.lines)
    uncommitted.exec_driver_sql("ALTER TABLE t RENAME CONSTRAINT fk_t_a TO other")
    with Operations.context(context), pytest.raises(DriftError, match='to "fk_t_a"'):
        by_convention()
