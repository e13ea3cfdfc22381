"""`ensure.batch_alter_table`: the same functions, the table named once."""

import pytest
import sqlalchemy as sa

from toolkit import ensure
from toolkit.catalog.fingerprint import fingerprint
from toolkit.catalog.sql import run
from toolkit.errors import UsageError


def change(schema: str | None) -> None:
    with ensure.batch_alter_table("t", schema=schema) as batch:
        batch.column(sa.Column("b", sa.Integer), insert_after="a")
        batch.alter_column("a", nullable=False, existing_type=sa.Integer())
        batch.primary_key("pk", ["a"])
        batch.unique("uq", ["b"])
        batch.check("ck", "a > 0")
        batch.foreign_key("fk", "t", ["b"], ["a"], referent_schema=schema)
        batch.index("ix", ["b"])
        batch.exclude("ex", (sa.column("b"), "="), using="btree")
        batch.table_comment("both")
        batch.no_column("c")
        batch.no_index("gone")
        batch.no_constraint("old", type_="check")


@pytest.mark.parametrize("schema", [None, "s"])
def test_twice_is_once_and_as_by_hand(inside: sa.Connection, schema: str | None) -> None:
    at = f"{schema}." if schema else ""
    if schema:
        run(inside, "CREATE SCHEMA s")
    run(inside, f"CREATE TABLE {at}t (a int CONSTRAINT old CHECK (a > 1), c int)")
    run(inside, f"CREATE INDEX gone ON {at}t (a)")
    change(schema)
    once = fingerprint(inside)
    change(schema)
    assert once.difference(fingerprint(inside)) == ""
    run(inside, f"DROP TABLE {at}t")
    run(
        inside,
        f"""CREATE TABLE {at}t (a int CONSTRAINT pk PRIMARY KEY CONSTRAINT ck CHECK (a > 0),
      b int CONSTRAINT uq UNIQUE CONSTRAINT fk REFERENCES {at}t (a),
      CONSTRAINT ex EXCLUDE (b WITH =))""",
    )
    run(inside, f"CREATE INDEX ix ON {at}t (b)")
    run(inside, f"COMMENT ON TABLE {at}t IS 'both'")
    assert once.difference(fingerprint(inside)) == ""


def test_a_table_is_never_made_anew(inside: sa.Connection) -> None:
    with (
        pytest.raises(UsageError, match="made anew"),
        ensure.batch_alter_table("t", recreate="always"),
    ):
        pass
