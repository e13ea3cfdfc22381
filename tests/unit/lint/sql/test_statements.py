"""What each family of statements comes down to."""

import pytest

from toolkit.lint.effects import Do, Effect, If
from toolkit.lint.sql.read import read

CASES = (
    # Tables.
    ("CREATE TABLE a.b (c int)", "create table a.b"),
    ("CREATE TABLE public.b (c int)", "create table b"),
    ("CREATE TABLE IF NOT EXISTS b (c int)", "create table b guarded"),
    ("CREATE TABLE b AS SELECT 1", "create table b"),
    ("SELECT 1 INTO b", "create table b"),
    ("CREATE FOREIGN TABLE b (c int) SERVER s", "create foreign table b"),
    ("CREATE OR REPLACE VIEW a.b AS SELECT 1", "create view a.b guarded"),
    ("CREATE MATERIALIZED VIEW IF NOT EXISTS b AS SELECT 1", "create materialized view b guarded"),
    ("DROP TABLE IF EXISTS a.b, c CASCADE", "drop table a.b guarded", "drop table c guarded"),
    ("TRUNCATE a, b", "delete table a", "delete table b"),
    # ALTER TABLE.
    ("ALTER TABLE a.b ADD c int", "create column a.b.c"),
    ("ALTER TABLE b ADD COLUMN IF NOT EXISTS c int", "create column b.c guarded"),
    ("ALTER TABLE b DROP c, DROP COLUMN IF EXISTS d", "drop column b.c", "drop column b.d guarded"),
    ("ALTER TABLE b ADD CONSTRAINT k CHECK (true)", "create constraint b.k"),
    ("ALTER TABLE b ADD CHECK (c > 0)", "create constraint b.b_c_check unnamed"),
    ("ALTER TABLE b ADD UNIQUE (c, d)", "create constraint b.b_c_d_key unnamed"),
    ("ALTER TABLE b ADD FOREIGN KEY (c) REFERENCES d", "create constraint b.b_c_fkey unnamed"),
    ("ALTER TABLE b ADD PRIMARY KEY (c)", "create constraint b.b_pkey"),
    (
        "ALTER TABLE b ADD CONSTRAINT k UNIQUE USING INDEX i",
        "rename index i -> k",
        "create constraint b.k",
    ),
    ("ALTER TABLE b DROP CONSTRAINT IF EXISTS k", "drop constraint b.k guarded"),
    ("ALTER TABLE b VALIDATE CONSTRAINT k", "alter constraint b.k"),
    ("ALTER TABLE b ALTER c SET NOT NULL", "alter column b.c"),
    ("ALTER TABLE b ALTER c TYPE int USING c::int", "alter column b.c"),
    ("ALTER TABLE b ALTER c TYPE int USING length(c)", "advance column b.c"),
    ("ALTER TABLE b ALTER c ADD GENERATED ALWAYS AS IDENTITY", "create identity b.c"),
    ("ALTER TABLE b ALTER c DROP IDENTITY IF EXISTS", "drop identity b.c guarded"),
    ("ALTER TABLE b ALTER c DROP EXPRESSION", "drop expression b.c"),
    ("ALTER TABLE b ATTACH PARTITION c DEFAULT", "create partition b.c"),
    ("ALTER TABLE b DETACH PARTITION c CONCURRENTLY", "drop partition b.c concurrently"),
    ("ALTER TABLE b INHERIT c", "create inheritance c.b"),
    ("ALTER TABLE b NO INHERIT c", "drop inheritance c.b"),
    ("ALTER TABLE b ENABLE ROW LEVEL SECURITY", "alter table b"),
    ("ALTER TABLE b OWNER TO me", "alter table b"),
    ("ALTER TABLE b SET (fillfactor = 70)", "alter table b"),
    ("ALTER TABLE b REPLICA IDENTITY FULL", "alter table b"),
    ("ALTER TABLE b CLUSTER ON i", "alter table b"),
    ("ALTER FOREIGN TABLE b OPTIONS (ADD c 'd')", "create option b.c"),
    # Names.
    ("ALTER TABLE b RENAME TO c", "rename table b -> c"),
    ("ALTER TABLE IF EXISTS b RENAME TO c", "rename table b -> c guarded"),
    ("ALTER TABLE a.b RENAME COLUMN c TO d", "rename column a.b.c -> a.b.d"),
    ("ALTER TABLE b RENAME CONSTRAINT c TO d", "rename constraint b.c -> b.d"),
    ("ALTER INDEX i RENAME TO j", "rename index i -> j"),
    ("ALTER VIEW v RENAME TO w", "rename view v -> w"),
    ("ALTER SEQUENCE s RENAME TO t", "rename sequence s -> t"),
    ("ALTER TYPE a.b RENAME TO c", "rename type a.b -> a.c"),
    ("ALTER TYPE b RENAME VALUE 'x' TO 'y'", "rename label b.x -> b.y"),
    ("ALTER SCHEMA a RENAME TO b", "rename schema a -> b"),
    ("ALTER FUNCTION f(int) RENAME TO g", "rename function f(int4) -> g(int4)"),
    ("ALTER TRIGGER k ON b RENAME TO l", "rename trigger b.k -> b.l"),
    ("ALTER POLICY k ON b RENAME TO l", "rename policy b.k -> b.l"),
    ("ALTER ROLE a RENAME TO b", "rename role a -> b"),
    ("ALTER DOMAIN a RENAME CONSTRAINT b TO c", "rename constraint a.b -> a.c"),
    ("ALTER TABLE b SET SCHEMA c", "rename table b -> c.b"),
    ("ALTER TABLE b SET SCHEMA public", "alter table b"),
    ("ALTER EXTENSION e SET SCHEMA c", "alter extension e"),
    # Indexes.
    (
        "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON a.b (c)",
        "create index a.i guarded concurrently",
    ),
    ("CREATE INDEX ON b (c, lower(d))", "create index b_c_lower_idx unnamed"),
    ("DROP INDEX CONCURRENTLY IF EXISTS a.i", "drop index a.i guarded concurrently"),
    ("REINDEX INDEX CONCURRENTLY i", "alter index i concurrently"),
    # Types.
    ("CREATE TYPE a.b AS ENUM ('x')", "create type a.b"),
    ("ALTER TYPE b ADD VALUE IF NOT EXISTS 'x' AFTER 'y'", "create label b.x guarded"),
    ("CREATE TYPE b AS (c int)", "create type b"),
    ("CREATE TYPE b AS RANGE (subtype = int)", "create type b"),
    ("CREATE TYPE b", "create type b"),
    ("CREATE DOMAIN b AS int", "create type b"),
    ("ALTER DOMAIN b ADD CONSTRAINT k CHECK (value > 0)", "create constraint b.k"),
    ("ALTER DOMAIN b DROP CONSTRAINT IF EXISTS k", "drop constraint b.k guarded"),
    ("ALTER TYPE b ADD ATTRIBUTE c int", "create column b.c"),
    ("DROP TYPE IF EXISTS a.b", "drop type a.b guarded"),
    ("DROP DOMAIN b", "drop type b"),
    # Programs.
    ("CREATE FUNCTION f(a int, OUT b int, c text[]) LANGUAGE sql AS ''",
     "create function f(int4,text[])"),
    ("CREATE OR REPLACE PROCEDURE f() LANGUAGE sql AS ''", "create function f() guarded"),
    ("CREATE AGGREGATE f (int) (sfunc = g, stype = int)", "create function f(int4)"),
    ("DROP FUNCTION f(int, text)", "drop function f(int4,text)"),
    ("DROP FUNCTION IF EXISTS f", "drop function f guarded"),
    ("CREATE OR REPLACE TRIGGER k BEFORE INSERT ON a.b EXECUTE FUNCTION f()",
     "create trigger a.b.k guarded"),
    ("DROP TRIGGER IF EXISTS k ON a.b", "drop trigger a.b.k guarded"),
    ("CREATE POLICY k ON b", "create policy b.k"),
    ("ALTER POLICY k ON b USING (true)", "alter policy b.k"),
    ("CREATE RULE k AS ON INSERT TO b DO NOTHING", "create rule b.k"),
    ("CREATE EVENT TRIGGER k ON ddl_command_end EXECUTE FUNCTION f()", "create event trigger k"),
    ("CREATE OPERATOR === (leftarg = int, rightarg = int, function = f)",
     "create operator ===(int4,int4)"),
    ("DROP OPERATOR ===(int, int)", "drop operator ===(int4,int4)"),
    ("CREATE CAST (int AS text) WITH INOUT", "create cast (int4 AS text)"),
    ("DROP CAST IF EXISTS (int AS text)", "drop cast (int4 AS text) guarded"),
    ("CREATE OPERATOR FAMILY f USING btree", "create operator family f USING btree"),
    ("DROP OPERATOR FAMILY f USING btree", "drop operator family f USING btree"),
    # What a server has.
    ("CREATE EXTENSION IF NOT EXISTS e", "create extension e guarded"),
    ("CREATE SCHEMA s CREATE TABLE t (a int)", "create schema s", "create table s.t"),
    ("CREATE SEQUENCE IF NOT EXISTS s", "create sequence s guarded"),
    ("CREATE ROLE r", "create role r"),
    ("CREATE USER r", "create role r"),
    ("DROP ROLE IF EXISTS r", "drop role r guarded"),
    ("CREATE PUBLICATION p FOR TABLE a", "create publication p"),
    ("ALTER PUBLICATION p ADD TABLE a.b", "create member p.a.b"),
    ("ALTER PUBLICATION p DROP TABLE b", "drop member p.b"),
    ("ALTER PUBLICATION p SET TABLE b", "alter publication p"),
    ("CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION p", "create subscription s concurrently"),
    ("CREATE STATISTICS s ON a, b FROM c", "create statistics s"),
    ('CREATE COLLATION c FROM "C"', "create collation c"),
    ("CREATE SERVER s FOREIGN DATA WRAPPER f", "create server s"),
    ("CREATE USER MAPPING IF NOT EXISTS FOR r SERVER s", "create user mapping s.r guarded"),
    ("ALTER SERVER s OPTIONS (SET a 'b', DROP c)", "alter option s.a", "drop option s.c"),
    ("CREATE DATABASE d", "create database d concurrently"),
    # Harmless.
    ("COMMENT ON COLUMN a.b.c IS 'x'", "alter column a.b.c"),
    ("ALTER TYPE b OWNER TO me", "alter type b"),
    ("VACUUM b", "alter table b concurrently"),
    ("GRANT ALL ON b TO me", "alter privilege "),
    ("REVOKE a FROM me", "alter privilege "),
    ("SET LOCAL lock_timeout = 1",),
    ("NOTIFY x",),
    ("CALL f()",),
    ("BEGIN",),
    ("COMMIT", "commit transaction "),
    ("END", "commit transaction "),
    # Rows.
    ("INSERT INTO b VALUES (1)", "insert table b"),
    ("INSERT INTO b VALUES (1) ON CONFLICT DO NOTHING", "insert table b guarded"),
    ("INSERT INTO b (c) VALUES (gen_random_uuid()) ON CONFLICT (c) DO NOTHING", "insert table b"),
    ("INSERT INTO b (d) VALUES (1) ON CONFLICT (c) DO NOTHING", "insert table b"),
    ("COPY b FROM STDIN", "insert table b"),
    ("COPY b TO STDOUT",),
    ("DELETE FROM b", "delete table b"),
    ("SELECT nextval('a.s')",),
    ("SELECT setval('s', 1)",),
    ("WITH x AS (DELETE FROM a RETURNING 1) UPDATE b SET c = 1", "delete table a", "alter table b"),
    ("MERGE INTO b USING c ON true WHEN MATCHED THEN UPDATE SET d = b.d + 1", "advance table b"),
)  # fmt: skip


def said(effect: Effect) -> str:
    """In words."""
    to = f" -> {effect.to}" if effect.to else ""
    words = f"{effect.verb} {effect.name.kind} {effect.name}{to}"
    flags = ("guarded", "unnamed", "concurrently")
    return " ".join([words, *(one for one in flags if getattr(effect, one))])


@pytest.mark.parametrize("case", CASES, ids=[one[0] for one in CASES])
def test_effects(case: tuple[str, ...]) -> None:
    text, *wanted = case
    found = [inner for one in read(text) for inner in (one.then if isinstance(one, If) else [one])]
    assert [said(one.effect) for one in found if isinstance(one, Do)] == wanted


def test_a_table_brings_what_hangs_on_it() -> None:
    (done,) = read("CREATE TABLE t (a int PRIMARY KEY, b u, UNIQUE (a, b), CHECK (b > a))")
    assert isinstance(done, Do)
    assert [said(one) for one in done.effect.parts] == [
        "create column t.a",
        "create column t.b",
        "create constraint t.t_a_b_key",
        "create constraint t.t_check",
    ]
    assert [said(one) for one in done.effect.parts[0].parts] == ["create constraint t.t_pkey"]
    assert done.effect.whole
    assert "u" in [one.name for one in done.effect.needs]


def test_if_exists_of_a_table_is_a_question() -> None:
    (one,) = read("ALTER TABLE IF EXISTS t ADD c int")
    assert isinstance(one, If)
