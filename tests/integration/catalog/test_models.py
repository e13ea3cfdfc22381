"""`decide_models`: every damage to what models declare is reported, and mended where it can be."""

from collections.abc import Iterable

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from toolkit.catalog.apply import apply
from toolkit.catalog.decision import Decision, Verdict
from toolkit.catalog.fingerprint import fingerprint
from toolkit.catalog.models import decide_models
from toolkit.errors import DriftError


def models(schema: str | None = None) -> sa.MetaData:
    metadata = sa.MetaData(schema=schema)
    sa.Table(
        "parent",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("mood", sa.Enum("a", "b", name="mood", metadata=metadata), server_default="a"),
        sa.Column("alike", pg.ENUM(name="mood", schema=schema, create_type=False)),
        comment="Parents",
    )
    prefix = f"{schema}." if schema else ""
    sa.Table(
        "child",
        metadata,
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("parent_id", sa.ForeignKey(f"{prefix}parent.id", name="fk")),
        sa.Column("self_id", sa.ForeignKey(f"{prefix}child.id", ondelete="SET NULL")),
        sa.Column("name", sa.String(20), nullable=False, unique=True, comment="Its name"),
        sa.Column("price", sa.Numeric(8, 2), server_default="0"),
        sa.CheckConstraint("price >= 0", name="ck"),
        sa.Index("ix_parent", "parent_id"),
        sa.Index("ix_lower", sa.func.lower(sa.text("name")), postgresql_where=sa.text("price > 1")),
    )
    return metadata


def made(connection: sa.Connection, schema: str | None = None) -> sa.MetaData:
    metadata = models(schema)
    if schema:
        connection.execute(sa.schema.CreateSchema(schema))
    metadata.create_all(connection)
    return metadata


def unequal(decisions: Iterable[Decision]) -> list[tuple[str, str]]:
    return [
        (one.verdict.value, one.declared.subject)
        for one in decisions
        if one.verdict is not Verdict.EQUAL
    ]


def test_equal_and_nothing_is_changed(any_uncommitted: sa.Connection) -> None:
    metadata = made(any_uncommitted)
    before = fingerprint(any_uncommitted)
    decisions = decide_models(any_uncommitted, metadata)
    assert unequal(decisions) == []
    assert before.difference(fingerprint(any_uncommitted)) == ""
    kinds = [one.declared.kind for one in decisions]
    assert {kind: kinds.count(kind) for kind in kinds} == {
        "enum": 1, "table": 2, "column": 8, "constraint": 6, "index": 2, "comment": 2,
    }  # fmt: skip


def test_several_schemas_with_the_same_names(uncommitted: sa.Connection) -> None:
    metadata = made(uncommitted, 'o"ne')
    made(uncommitted, "two")
    for table in models("two").tables.values():
        table.to_metadata(metadata, schema="two")
    assert unequal(decide_models(uncommitted, metadata)) == []


def test_found_along_a_search_path_that_is_put_back(uncommitted: sa.Connection) -> None:
    made(uncommitted, "one")
    assert unequal(decide_models(uncommitted, models(), ("empty", "one"))) == []
    assert uncommitted.exec_driver_sql("SHOW search_path").scalar_one() == '"$user", public'
    assert unequal(decide_models(uncommitted, models())) != []


def test_autocommitted(database: sa.URL) -> None:
    engine = sa.create_engine(database, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        metadata = made(connection)
        assert unequal(decide_models(connection, metadata)) == []


MENDABLE = {
    "index is missing": ("DROP INDEX ix_lower", "absent", "index public.child.ix_lower"),
    "index is invalid": (
        "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'ix_lower'::regclass",
        "broken", "index public.child.ix_lower",
    ),
    "check is missing": (
        "ALTER TABLE child DROP CONSTRAINT ck", "absent", "constraint public.child.ck",
    ),
    "check is not valid": (
        "ALTER TABLE child DROP CONSTRAINT ck;"
        "ALTER TABLE child ADD CONSTRAINT ck CHECK (price >= 0) NOT VALID",
        "broken", "constraint public.child.ck",
    ),
    "unique is missing": (
        "ALTER TABLE child DROP CONSTRAINT child_name_key",
        "absent", "constraint public.child.child_name_key",
    ),
    "foreign key is missing": (
        "ALTER TABLE child DROP CONSTRAINT child_self_id_fkey",
        "absent", "constraint public.child.child_self_id_fkey",
    ),
    "foreign key is not valid": (
        "ALTER TABLE child DROP CONSTRAINT fk; ALTER TABLE child ADD CONSTRAINT fk"
        " FOREIGN KEY (parent_id) REFERENCES parent NOT VALID",
        "broken", "constraint public.child.fk",
    ),
    "primary key is missing": (
        "ALTER TABLE child DROP CONSTRAINT child_pkey CASCADE; ALTER TABLE child ADD UNIQUE (id);"
        "ALTER TABLE child ADD FOREIGN KEY (self_id) REFERENCES child (id) ON DELETE SET NULL",
        "absent", "constraint public.child.child_pkey",
    ),
    "index of a key is invalid": (
        "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'child_name_key'::regclass",
        "broken", "constraint public.child.child_name_key",
    ),
    "not null is not valid": (
        "ALTER TABLE child ALTER name DROP NOT NULL;"
        "ALTER TABLE child ADD CONSTRAINT n NOT NULL name NOT VALID",
        "broken", "column public.child.name",
    ),
    "comment is missing": ("COMMENT ON TABLE parent IS NULL", "absent", "comment public.parent"),
    "label is missing": (
        "ALTER TABLE parent DROP mood, DROP alike; DROP TYPE mood; CREATE TYPE mood AS ENUM ('b');"
        "ALTER TABLE parent ADD mood mood DEFAULT NULL, ADD alike mood",
        "less", "enum public.mood",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("damage", "verdict", "subject"), MENDABLE.values(), ids=MENDABLE)
def test_what_can_be_mended_is(
    uncommitted: sa.Connection, damage: str, verdict: str, subject: str
) -> None:
    metadata = made(uncommitted)
    uncommitted.exec_driver_sql("INSERT INTO parent (id) VALUES (1)")
    uncommitted.exec_driver_sql(damage)
    decisions = decide_models(uncommitted, metadata)
    assert (verdict, subject) in unequal(decisions)
    for decision in decisions:
        if decision.verdict in (Verdict.ABSENT, Verdict.BROKEN, Verdict.LESS):
            assert decision.sql
            assert not decision.drifted
            apply(uncommitted, decision)
    assert (verdict, subject) not in unequal(decide_models(uncommitted, metadata))
    assert uncommitted.exec_driver_sql("SELECT count(*) FROM parent").scalar_one() == 1


DRIFT = {
    "table": ("DROP TABLE child", "table public.child"),
    "column": ("ALTER TABLE child DROP price", "column public.child.price"),
    "type": ("ALTER TABLE child ALTER name TYPE text", "column public.child.name"),
    "precision": (
        "ALTER TABLE child ALTER price TYPE numeric(9, 2)", "column public.child.price",
    ),
    "default": ("ALTER TABLE child ALTER price DROP DEFAULT", "column public.child.price"),
    "null": ("ALTER TABLE child ALTER name DROP NOT NULL", "column public.child.name"),
    "identity": ("ALTER TABLE child ALTER id DROP IDENTITY", "column public.child.id"),
    "index": (
        "DROP INDEX ix_lower; CREATE INDEX ix_lower ON child (name)", "index public.child.ix_lower",
    ),
    "key": (
        "ALTER TABLE child DROP CONSTRAINT fk; ALTER TABLE child ADD CONSTRAINT fk"
        " FOREIGN KEY (parent_id) REFERENCES parent ON DELETE CASCADE",
        "constraint public.child.fk",
    ),
    "index instead of a key": (
        "ALTER TABLE child DROP CONSTRAINT child_name_key;"
        "CREATE UNIQUE INDEX child_name_key ON child (name)",
        "constraint public.child.child_name_key",
    ),
    "comment": ("COMMENT ON TABLE parent IS 'x'", "comment public.parent"),
    "labels": ("ALTER TYPE mood RENAME VALUE 'a' TO 'c'; ALTER TYPE mood ADD VALUE 'a'",
               "enum public.mood"),
}  # fmt: skip


@pytest.mark.parametrize(("damage", "subject"), DRIFT.values(), ids=DRIFT)
def test_what_cannot_is_drift(uncommitted: sa.Connection, damage: str, subject: str) -> None:
    metadata = made(uncommitted)
    uncommitted.exec_driver_sql(damage)
    drifted = [one for one in decide_models(uncommitted, metadata) if one.drifted]
    assert subject in [one.declared.subject for one in drifted]
    for decision in drifted:
        drift = decision.drift()
        assert drift.declared != drift.found
        assert drift.ways_out


def test_more_is_a_note(uncommitted: sa.Connection) -> None:
    metadata = made(uncommitted)
    uncommitted.exec_driver_sql(
        "ALTER TABLE child ADD extra int UNIQUE; CREATE INDEX more ON child (price);"
        "ALTER TYPE mood ADD VALUE 'c'; CREATE TABLE stranger ()"
    )
    decisions = decide_models(uncommitted, metadata)
    assert sorted(subject for verdict, subject in unequal(decisions) if verdict == "more") == [
        "column public.child.extra", "constraint public.child.child_extra_key",
        "enum public.mood", "index public.child.more",
    ]  # fmt: skip
    assert all(one.converged for one in decisions)


def test_an_empty_database_is_all_absent_and_is_left_empty(uncommitted: sa.Connection) -> None:
    decisions = decide_models(uncommitted, models())
    assert {one.declared.kind for one in decisions} == {"enum", "table"}
    assert all(one.found is None for one in decisions)
    assert uncommitted.exec_driver_sql("SELECT to_regtype('mood')").scalar_one() is None


def test_no_tables_at_all(uncommitted: sa.Connection) -> None:
    assert decide_models(uncommitted, sa.MetaData()) == ()


def test_one_refused_table_does_not_hide_the_others(uncommitted: sa.Connection) -> None:
    metadata = made(uncommitted)
    sa.Table("odd", metadata, sa.Column("a", pg.ENUM(name="gone", create_type=False)))
    uncommitted.exec_driver_sql("DROP INDEX ix_lower")
    decisions = decide_models(uncommitted, metadata)
    assert ("absent", "index public.child.ix_lower") in unequal(decisions)
    (odd,) = [one for one in decisions if one.declared.name.relation == "odd"]
    assert 'type "gone" does not exist' in odd.declared.definition
    assert odd.drifted


def test_rows_that_do_not_allow_a_mend_are_told_and_kept(uncommitted: sa.Connection) -> None:
    metadata = made(uncommitted)
    uncommitted.exec_driver_sql(
        "ALTER TABLE child DROP CONSTRAINT ck; INSERT INTO child (name, price) VALUES ('x', -1)"
    )
    (missing,) = [one for one in decide_models(uncommitted, metadata) if not one.converged]
    with pytest.raises(DriftError, match="rows that do not allow it"):
        apply(uncommitted, missing)


def test_models_of_a_session_that_has_temporary_objects(uncommitted: sa.Connection) -> None:
    metadata = made(uncommitted)
    uncommitted.exec_driver_sql("CREATE TEMPORARY TABLE other (id int)")
    assert unequal(decide_models(uncommitted, metadata)) == []
    assert uncommitted.exec_driver_sql("SELECT count(*) FROM other").scalar_one() == 0
