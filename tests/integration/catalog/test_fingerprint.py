"""The fingerprint sees every kind of difference, and nothing that honest twins differ in."""

import pytest
import sqlalchemy as sa

from toolkit.catalog.fingerprint import Fingerprint, fingerprint

BASE = """
CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE DOMAIN positive AS int CHECK (VALUE > 0);
CREATE TYPE pair AS (a int, b text);
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE t (id serial PRIMARY KEY, n int, p int REFERENCES p, note text DEFAULT 'x');
CREATE INDEX ix ON t (n);
CREATE VIEW v AS SELECT id FROM t;
CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT a';
CREATE FUNCTION g() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE FUNCTION e() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION g();
CREATE SCHEMA other;
CREATE SEQUENCE s;
INSERT INTO p VALUES (1), (2);
"""

DIFFERENCES = [
    "ALTER TYPE mood ADD VALUE 'so so'",
    "ALTER TYPE mood RENAME VALUE 'sad' TO 'blue'",
    "CREATE TYPE other.mood AS ENUM ()",
    "ALTER DOMAIN positive SET NOT NULL",
    "ALTER TYPE pair ADD ATTRIBUTE c int",
    "CREATE TYPE span AS RANGE (SUBTYPE = int)",
    "CREATE TABLE u ()",
    "CREATE UNLOGGED TABLE u ()",
    "ALTER TABLE t ADD COLUMN c int",
    "ALTER TABLE t ALTER COLUMN n TYPE bigint",
    "ALTER TABLE t ALTER COLUMN n SET NOT NULL",
    "ALTER TABLE t ALTER COLUMN note SET DEFAULT 'y'",
    "ALTER TABLE t ALTER COLUMN note SET STORAGE EXTERNAL",
    'ALTER TABLE t ALTER COLUMN note TYPE text COLLATE "C"',
    "ALTER TABLE t ADD COLUMN c int GENERATED ALWAYS AS IDENTITY",
    "ALTER TABLE t ADD COLUMN c int GENERATED ALWAYS AS (n + 1) STORED",
    "CREATE TABLE u (a int GENERATED ALWAYS AS IDENTITY, b int) PARTITION BY LIST (b);"
    " CREATE TABLE u1 PARTITION OF u DEFAULT",
    "ALTER TABLE t RENAME CONSTRAINT t_p_fkey TO k",
    "ALTER TABLE t DROP CONSTRAINT t_p_fkey",
    "ALTER TABLE t ALTER CONSTRAINT t_p_fkey DEFERRABLE INITIALLY DEFERRED",
    "ALTER TABLE t ADD CHECK (n > 0)",
    "ALTER TABLE t ADD CHECK (n > 0) NOT VALID",
    "ALTER TABLE t ADD UNIQUE (n)",
    "DROP INDEX ix",
    "DROP INDEX ix; CREATE UNIQUE INDEX ix ON t (n)",
    "DROP INDEX ix; CREATE INDEX ix ON t (n DESC)",
    "DROP INDEX ix; CREATE INDEX ix ON t (n) WHERE n > 0",
    "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'ix'::regclass",
    "ALTER TABLE t ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE t SET (fillfactor = 50)",
    "CREATE POLICY po ON t USING (n > 0)",
    "CREATE OR REPLACE VIEW v AS SELECT id FROM t WHERE n > 0",
    "CREATE MATERIALIZED VIEW m AS SELECT 1 AS one",
    "CREATE RULE r AS ON DELETE TO t DO INSTEAD NOTHING",
    "CREATE OR REPLACE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT a + 1'",
    "CREATE FUNCTION f(a text) RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE AGGREGATE agg(int) (SFUNC = int4pl, STYPE = int)",
    "DROP TRIGGER tr ON t",
    "ALTER TABLE t DISABLE TRIGGER tr",
    "CREATE SCHEMA third",
    "CREATE EXTENSION pg_trgm",
    "ALTER SEQUENCE s INCREMENT 2",
    "COMMENT ON TABLE t IS 'what'",
    "COMMENT ON COLUMN t.n IS 'what'",
    "COMMENT ON INDEX ix IS 'what'",
    "COMMENT ON TYPE mood IS 'what'",
    "COMMENT ON FUNCTION f(int) IS 'what'",
    "COMMENT ON SCHEMA other IS 'what'",
    "COMMENT ON CONSTRAINT t_p_fkey ON t IS 'what'",
    "COMMENT ON TRIGGER tr ON t IS 'what'",
    "CREATE STATISTICS st ON id, n FROM t",
    "CREATE PUBLICATION pub FOR TABLE t",
    "CREATE EVENT TRIGGER et ON ddl_command_end EXECUTE FUNCTION e()",
    "GRANT SELECT (n) ON t TO PUBLIC",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO PUBLIC",
    "GRANT SELECT ON t TO PUBLIC",
    "REVOKE EXECUTE ON FUNCTION f(int) FROM PUBLIC",
    "GRANT USAGE ON SCHEMA other TO PUBLIC",
    "INSERT INTO p VALUES (3)",
    "UPDATE p SET id = 3 WHERE id = 2",
    "DELETE FROM p WHERE id = 2",
]

NO_DIFFERENCES = [
    "ALTER TABLE t DROP COLUMN n; ALTER TABLE t ADD COLUMN n int; CREATE INDEX ix ON t (n)",
    "DROP TABLE t CASCADE; CREATE TABLE t (note text DEFAULT 'x', p int REFERENCES p, n int,"
    " id serial PRIMARY KEY); CREATE INDEX ix ON t (n); CREATE VIEW v AS SELECT id FROM t;"
    " CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION g()",
    "SELECT nextval('s'), nextval('t_id_seq')",
    "CREATE SCHEMA hive; CREATE TABLE hive.marker (id int); INSERT INTO hive.marker VALUES (1)",
    "CREATE TABLE alembic_version (v text CONSTRAINT alembic_version_pkc PRIMARY KEY)",
    "DELETE FROM p; INSERT INTO p VALUES (2), (1)",
    "CREATE TEMPORARY TABLE w (id int); INSERT INTO w VALUES (1)",
    "GRANT SELECT ON t TO PUBLIC; REVOKE SELECT ON t FROM PUBLIC",
    "SET timezone = 'Asia/Tokyo'; SET search_path = other, public",
]


def _differs(connection: sa.Connection, sql: str) -> str:
    connection.exec_driver_sql(BASE)
    before = fingerprint(connection)
    connection.exec_driver_sql(sql)
    return before.difference(fingerprint(connection))


@pytest.mark.parametrize("sql", DIFFERENCES)
def test_every_difference_is_seen(uncommitted: sa.Connection, sql: str) -> None:
    assert _differs(uncommitted, sql)


@pytest.mark.parametrize("sql", NO_DIFFERENCES)
def test_honest_twins_do_not_differ(uncommitted: sa.Connection, sql: str) -> None:
    assert _differs(uncommitted, sql) == ""


def test_reads_every_server_and_says_what_is_there(any_uncommitted: sa.Connection) -> None:
    any_uncommitted.exec_driver_sql(BASE)
    lines = fingerprint(any_uncommitted).lines
    assert "column public.t.n: integer" in lines
    assert "column public.t.id: integer DEFAULT nextval(its own sequence) NOT NULL" in lines
    assert "index public.t.ix: INDEX USING btree (n)" in lines
    assert 'constraint public.t.t_p_fkey: FOREIGN KEY ("p") REFERENCES "public"."p" ("id")' in lines
    assert "enum public.mood: ENUM ('sad', 'happy')" in lines


def test_extension_members_are_left_out(uncommitted: sa.Connection) -> None:
    before = fingerprint(uncommitted)
    uncommitted.exec_driver_sql("CREATE EXTENSION pg_trgm")
    assert before.difference(fingerprint(uncommitted)) == "+extension public.pg_trgm: EXTENSION"


def test_masked_columns_do_not_count(uncommitted: sa.Connection) -> None:
    uncommitted.exec_driver_sql(
        "CREATE TABLE t (id int, at timestamptz DEFAULT clock_timestamp());INSERT INTO t VALUES (1)"
    )
    before = fingerprint(uncommitted, mask=[("t", "at")])
    uncommitted.exec_driver_sql("UPDATE t SET at = clock_timestamp()")
    assert fingerprint(uncommitted, mask=[("public.t", "at")]) == before
    assert fingerprint(uncommitted) != before
    uncommitted.exec_driver_sql("UPDATE t SET id = 2")
    assert fingerprint(uncommitted, mask=[("t", "at")]) != before


def test_rows_of_every_type(uncommitted: sa.Connection) -> None:
    uncommitted.exec_driver_sql(
        "CREATE TABLE t (j json, b bytea, p point, c int[], r int4range, d timestamptz);"
        'CREATE TABLE "no columns" ()'
    )
    uncommitted.exec_driver_sql("""INSERT INTO t VALUES ('{"a": "\\u0000"}', '\\x00ff',
      '(1,2)', '{1,NULL}', '[1,2)', '2026-01-01')""")
    uncommitted.exec_driver_sql("INSERT INTO t DEFAULT VALUES")
    uncommitted.exec_driver_sql('INSERT INTO "no columns" DEFAULT VALUES')
    before = fingerprint(uncommitted)
    assert len([line for line in before.lines if line.startswith("rows")]) == 2
    uncommitted.exec_driver_sql("SET timezone = 'Asia/Tokyo'; SET bytea_output = 'escape'")
    assert fingerprint(uncommitted) == before
    uncommitted.exec_driver_sql("UPDATE t SET j = '{}' WHERE j IS NOT NULL")
    assert fingerprint(uncommitted) != before


def test_rows_can_be_left_out(uncommitted: sa.Connection) -> None:
    uncommitted.exec_driver_sql("CREATE TABLE t (id int)")
    before = fingerprint(uncommitted, rows=False)
    uncommitted.exec_driver_sql("INSERT INTO t VALUES (1)")
    assert fingerprint(uncommitted, rows=False) == before


def test_session_is_left_as_it_was_in_a_transaction_and_without(database: sa.URL) -> None:
    for level in ("READ COMMITTED", "AUTOCOMMIT"):
        engine = sa.create_engine(database, isolation_level=level, poolclass=sa.NullPool)
        with engine.connect() as connection:
            connection.exec_driver_sql("SET search_path = public, pg_catalog")
            fingerprint(connection)
            path = connection.exec_driver_sql("SHOW search_path").scalar_one()
            assert path == "public, pg_catalog"


def test_difference_reads_like_one() -> None:
    one, other = Fingerprint(("a: 1", "b: 2")), Fingerprint(("a: 1", "b: 3"))
    assert one.difference(other) == "-b: 2\n+b: 3"
    assert one.difference(one) == ""
    assert one.digest != other.digest
