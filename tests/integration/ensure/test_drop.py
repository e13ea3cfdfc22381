"""`ensure.no_*`: there, it is dropped; absent, or its table absent, nothing happens."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from alembic import op
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext

from toolkit import ensure
from toolkit.catalog.fingerprint import fingerprint
from toolkit.catalog.sql import ident, run

Drop = Callable[[str, str | None], None]

TABLE = 'CREATE TABLE {t} (id int, "a" int CONSTRAINT "a" CHECK (a > 0))'
FUNCTION = "CREATE FUNCTION {at}touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'"

# What is made, and what makes it undone; `t` is a name, `schema` where it is.
CASES: dict[str, tuple[str, Drop]] = {
    "table": ("CREATE TABLE {t} (id int)", lambda t, schema: ensure.no_table(t, schema=schema)),
    "enum": (
        "CREATE TYPE {t} AS ENUM ('x')", lambda t, schema: ensure.no_enum(t, schema=schema)
    ),
    "domain": (
        "CREATE DOMAIN {t} AS int", lambda t, schema: ensure.no_domain(t, schema=schema)
    ),
    "sequence": (
        "CREATE SEQUENCE {t}", lambda t, schema: ensure.no_sequence(t, schema=schema)
    ),
    "view": ("CREATE VIEW {t} AS SELECT 1", lambda t, schema: ensure.no_view(t, schema=schema)),
    "materialized view": (
        "CREATE MATERIALIZED VIEW {t} AS SELECT 1",
        lambda t, schema: ensure.no_materialized_view(t, schema=schema),
    ),
    "function": (
        "CREATE FUNCTION {t}(a int, b text DEFAULT '') RETURNS int LANGUAGE sql AS 'SELECT 1'",
        lambda t, schema: ensure.no_function(t, "a int, text", schema=schema),
    ),
}  # fmt: skip

# Parts of a table {t}; {at} is the schema with its dot.
PARTS: dict[str, tuple[str, Drop]] = {
    "column": ("SELECT 1", lambda t, schema: ensure.no_column(t, "a", schema=schema)),
    "constraint": ("SELECT 1", lambda t, schema: ensure.no_constraint("a", t, schema=schema)),
    "check": ("SELECT 1", lambda t, schema: ensure.no_constraint("a", t, "check", schema=schema)),
    "index": (
        "CREATE INDEX i ON {t} (a)", lambda t, schema: ensure.no_index("i", t, schema=schema)
    ),
    "comment": (
        "COMMENT ON TABLE {t} IS 'c'", lambda t, schema: ensure.no_table_comment(t, schema=schema)
    ),
    "trigger": (
        FUNCTION + "; CREATE TRIGGER g BEFORE INSERT ON {t} EXECUTE FUNCTION {at}touch()",
        lambda t, schema: ensure.no_trigger("g", t, schema=schema),
    ),
    "policy": (
        "CREATE POLICY p ON {t} USING (true)",
        lambda t, schema: ensure.no_policy("p", t, schema=schema),
    ),
}  # fmt: skip

HOSTILE = "dr\"op 'me' %s: $hive$ Ü"


def _make(connection: sa.Connection, made: str, name: str, schema: str | None) -> None:
    at = f"{ident(schema)}." if schema else ""
    run(connection, made.replace("{t}", at + ident(name)).replace("{at}", at))


@pytest.fixture(params=[None, HOSTILE])
def schema(request: pytest.FixtureRequest, inside: sa.Connection) -> str | None:
    given: str | None = request.param
    if given:
        run(inside, f"CREATE SCHEMA {ident(given)}")
    return given


@pytest.mark.parametrize(("made", "drop"), CASES.values(), ids=CASES)
def test_dropped_once_and_again(
    inside: sa.Connection, schema: str | None, made: str, drop: Drop
) -> None:
    before = fingerprint(inside)
    _make(inside, made, HOSTILE, schema)
    assert before.difference(fingerprint(inside))
    drop(HOSTILE, schema)
    drop(HOSTILE, schema)
    assert before.difference(fingerprint(inside)) == ""


@pytest.mark.parametrize(("made", "drop"), PARTS.values(), ids=PARTS)
def test_part_dropped_once_again_and_without_its_table(
    inside: sa.Connection, schema: str | None, made: str, drop: Drop
) -> None:
    _make(inside, TABLE, HOSTILE, schema)
    _make(inside, made, HOSTILE, schema)
    whole = fingerprint(inside)
    drop(HOSTILE, schema)
    once = fingerprint(inside)
    assert whole.difference(once)
    drop(HOSTILE, schema)
    assert once.difference(fingerprint(inside)) == ""
    ensure.no_table(HOSTILE, schema=schema)
    gone = fingerprint(inside)
    drop(HOSTILE, schema)
    assert gone.difference(fingerprint(inside)) == ""


def test_schema_and_extension(inside: sa.Connection) -> None:
    before = fingerprint(inside)
    inside.exec_driver_sql('CREATE SCHEMA "s s"')
    for _ in range(2):
        ensure.no_schema("s s")
        ensure.no_extension("no such extension")
    assert before.difference(fingerprint(inside)) == ""


def test_index_concurrently(autocommitted: sa.Connection) -> None:
    autocommitted.exec_driver_sql("CREATE TABLE t (a int); CREATE INDEX i ON t (a)")
    for _ in range(2):
        ensure.no_index("i", "t", postgresql_concurrently=True)
    assert not [line for line in fingerprint(autocommitted).lines if line.startswith("index")]


def test_what_stands_on_it_is_never_dropped_with_it(inside: sa.Connection) -> None:
    inside.exec_driver_sql("CREATE TABLE t (a int); CREATE VIEW v AS SELECT a FROM t")
    with pytest.raises(sa.exc.InternalError, match="depend"):
        ensure.no_column("t", "a")


def test_naming_conventions_are_those_of_op(uncommitted: sa.Connection) -> None:
    metadata = sa.MetaData(naming_convention={"ck": "ck_%(table_name)s_%(constraint_name)s"})
    context = MigrationContext.configure(uncommitted, opts={"target_metadata": metadata})
    uncommitted.exec_driver_sql("CREATE TABLE t (a int CONSTRAINT ck_t_a CHECK (a > 0))")
    with Operations.context(context):
        ensure.no_constraint("a", "t", "check")
        ensure.no_constraint(op.f("ck_t_a"), "t", "check")
    assert not [one for one in fingerprint(uncommitted).lines if one.startswith("constraint")]
