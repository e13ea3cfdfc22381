"""Statements as migrations have them, and whether each comes to the same the second time.

Every one was run twice on PostgreSQL 18, after SETUP.
"""

SETUP = """
CREATE TABLE u (id int PRIMARY KEY, name text, n int, old text, j jsonb, a text[], b boolean,
                w int, at timestamp, s text NOT NULL DEFAULT 'x');
INSERT INTO u VALUES (1, 'One', 1, 'o', '{"k": 1}', '{a}', true, 5, '2020-01-01', 'x'),
                     (2, 'two', 2, '3', '{}', '{}', false, 6, '2020-01-02', 'y');
CREATE TABLE bare (v int, t text);
CREATE TABLE p (k int) PARTITION BY LIST (k);
CREATE TABLE child (k int);
CREATE TABLE doomed (x int);
CREATE TABLE other (id int, name text);
INSERT INTO other VALUES (1, 'a'), (7, 'b');
CREATE TYPE mood AS ENUM ('a', 'b');
CREATE TYPE doomed_type AS ENUM ('a');
CREATE TYPE pair AS (x int, y int);
CREATE DOMAIN doomed_domain AS int;
CREATE SEQUENCE q;
CREATE SEQUENCE doomed_sequence;
CREATE VIEW doomed_view AS SELECT 1 AS one;
CREATE VIEW v AS SELECT 1 AS one;
CREATE MATERIALIZED VIEW doomed_matview AS SELECT 1 AS one;
CREATE SCHEMA doomed_schema;
CREATE SCHEMA other_schema;
CREATE INDEX doomed_index ON u (n);
CREATE INDEX kept_index ON u (w);
ALTER TABLE u ADD CONSTRAINT doomed_check CHECK (n > 0);
ALTER TABLE u ADD CONSTRAINT not_yet CHECK (n > 0) NOT VALID;
CREATE FUNCTION doomed_function() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION t() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE TRIGGER doomed_trigger BEFORE INSERT ON u FOR EACH ROW EXECUTE FUNCTION t();
CREATE POLICY doomed_policy ON u USING (true);
CREATE PUBLICATION pub;
"""

MISBEHAVE = (
    # The statements of research that fail the second time.
    "CREATE TABLE t (a int)",
    "CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1)",
    "CREATE TABLE t AS SELECT * FROM u",
    "SELECT * INTO t FROM u",
    "ALTER TABLE u ADD COLUMN c int",
    "ALTER TABLE u ADD CONSTRAINT k CHECK (n > 0)",
    "ALTER TABLE u ADD CONSTRAINT k FOREIGN KEY (n) REFERENCES u (id)",
    "ALTER TABLE u ADD CONSTRAINT k UNIQUE (name)",
    "ALTER TABLE bare ADD PRIMARY KEY (v)",
    "CREATE INDEX i ON u (n)",
    "CREATE INDEX CONCURRENTLY i ON u (n)",
    "ALTER TABLE u RENAME COLUMN old TO newer",
    "ALTER TABLE doomed RENAME TO renamed",
    "ALTER TABLE u RENAME CONSTRAINT doomed_check TO k",
    "ALTER INDEX doomed_index RENAME TO i",
    "ALTER TABLE doomed SET SCHEMA other_schema",
    "ALTER TABLE u ALTER id ADD GENERATED ALWAYS AS IDENTITY",
    "ALTER TABLE p ATTACH PARTITION child FOR VALUES IN (1)",
    "DROP TABLE doomed",
    "ALTER TABLE u DROP COLUMN old",
    "ALTER TABLE u DROP CONSTRAINT doomed_check",
    "DROP INDEX doomed_index",
    "DROP INDEX CONCURRENTLY doomed_index",
    "DROP TYPE doomed_type",
    "CREATE TYPE e AS ENUM ('a')",
    "CREATE TYPE c AS (a int)",
    "CREATE TYPE r AS RANGE (subtype = int)",
    "CREATE DOMAIN d AS int",
    "CREATE TRIGGER k BEFORE INSERT ON u FOR EACH ROW EXECUTE FUNCTION t()",
    "CREATE FUNCTION g() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE PROCEDURE g() LANGUAGE sql AS 'SELECT 1'",
    "CREATE POLICY k ON u USING (true)",
    "CREATE EXTENSION pg_trgm",
    "CREATE SCHEMA s",
    "CREATE SEQUENCE s",
    "CREATE VIEW w AS SELECT 1 AS one",
    "CREATE MATERIALIZED VIEW w AS SELECT 1 AS one",
    "CREATE ROLE lint_role",
    "CREATE PUBLICATION k",
    "CREATE AGGREGATE g (int) (sfunc = int4pl, stype = int)",
    "CREATE RULE k AS ON INSERT TO bare DO ALSO NOTHING",
    "CREATE STATISTICS k ON id, n FROM u",
    'CREATE COLLATION k FROM "C"',
    "CREATE OPERATOR === (leftarg = int, rightarg = int, function = int4eq)",
    "CREATE CAST (int AS pair) WITH INOUT",
    "ALTER TYPE mood ADD VALUE 'c'",
    "ALTER TYPE mood RENAME VALUE 'a' TO 'c'",
    "ALTER TYPE mood RENAME TO moods",
    "ALTER TYPE pair ADD ATTRIBUTE z int",
    "ALTER DOMAIN doomed_domain ADD CONSTRAINT k CHECK (value > 0)",
    "ALTER PUBLICATION pub ADD TABLE u",
    "INSERT INTO u (id) VALUES (9)",
    "DROP SEQUENCE doomed_sequence",
    "DROP VIEW doomed_view",
    "DROP MATERIALIZED VIEW doomed_matview",
    "DROP SCHEMA doomed_schema",
    "DROP FUNCTION doomed_function",
    "DROP FUNCTION doomed_function()",
    "DROP TRIGGER doomed_trigger ON u",
    "DROP POLICY doomed_policy ON u",
    "DROP DOMAIN doomed_domain",
    "DROP PUBLICATION pub",
    "DO $$ BEGIN CREATE TYPE e AS ENUM ('a'); END $$",
    # Those that succeed, and change something.
    "CREATE INDEX ON u (n)",
    "CREATE INDEX CONCURRENTLY ON u (n)",
    "ALTER TABLE u ADD CHECK (w > 0)",
    "ALTER TABLE u ADD UNIQUE (w)",
    "ALTER TABLE u ADD FOREIGN KEY (w) REFERENCES u (id) NOT VALID",
    "INSERT INTO bare VALUES (1)",
    "UPDATE u SET n = n + 1",
    "UPDATE u SET name = name || '!'",
    "UPDATE u SET a = array_append(a, 'x')",
    "UPDATE u SET n = w, w = n",
    "UPDATE u SET (n, w) = (w, n)",
    "UPDATE u SET n = nextval('q')",
    "UPDATE u SET b = NOT b",
    "UPDATE u SET j = jsonb_set(j, '{k}', to_jsonb(coalesce((j->>'k')::int, 0) + 1))",
    "UPDATE u SET j = j || '[1]'",
    "DO $$ BEGIN UPDATE u SET n = n + 1; END $$",
    "INSERT INTO bare SELECT id, name FROM u",
    "INSERT INTO bare SELECT v FROM bare UNION ALL SELECT 1",
    "INSERT INTO u (id, n) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET n = u.n + 1",
    "WITH gone AS (SELECT 1 AS v) INSERT INTO bare SELECT v FROM gone",
    "ALTER TABLE u ALTER w TYPE bigint USING w * 2",
    # What looks guarded and is not.
    "ALTER TABLE u RENAME COLUMN old TO newer; ALTER TABLE u ADD COLUMN IF NOT EXISTS z int",
    "CREATE TABLE IF NOT EXISTS t (a int); ALTER TABLE t DROP COLUMN a",
    "CREATE TABLE IF NOT EXISTS t (a int); CREATE INDEX i ON t (a)",
    "DROP TABLE IF EXISTS nothing; CREATE TABLE t (a int)",
    "ALTER TABLE IF EXISTS u ADD COLUMN c int",
    "DROP FUNCTION IF EXISTS f(text); "
    "CREATE FUNCTION f(text, int) RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "DO $$ BEGIN ALTER TABLE u ADD CONSTRAINT k UNIQUE (name); "
    "EXCEPTION WHEN duplicate_object THEN NULL; END $$",
    "DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_type WHERE typname = 'e') THEN "
    "CREATE TYPE e AS ENUM ('a'); END IF; CREATE TABLE t (a e); END $$",
    "DO $$ DECLARE x text; BEGIN FOREACH x IN ARRAY ARRAY['ta', 'tb'] LOOP "
    "EXECUTE format('CREATE TABLE %I (a int)', x); END LOOP; END $$",
    "UPDATE u SET name = old; ALTER TABLE u DROP COLUMN IF EXISTS old",
    "INSERT INTO other SELECT x FROM doomed ON CONFLICT DO NOTHING; DROP TABLE IF EXISTS doomed",
    "UPDATE u SET old = 'a' || old WHERE n > 0",
    "ALTER TABLE u ALTER old TYPE int USING CASE old WHEN 'o' THEN 1 ELSE 2 END",
)

CONVERGE = (
    "CREATE TABLE IF NOT EXISTS t (a int)",
    "CREATE INDEX IF NOT EXISTS i ON u (n)",
    "ALTER TABLE u ADD COLUMN IF NOT EXISTS c int UNIQUE REFERENCES u (id) CHECK (c > 0)",
    "CREATE OR REPLACE VIEW w AS SELECT 1 AS one",
    "CREATE OR REPLACE FUNCTION g() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE OR REPLACE TRIGGER k BEFORE INSERT ON u FOR EACH ROW EXECUTE FUNCTION t()",
    "CREATE SCHEMA IF NOT EXISTS s",
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE SEQUENCE IF NOT EXISTS s",
    "CREATE MATERIALIZED VIEW IF NOT EXISTS w AS SELECT 1 AS one",
    "ALTER TYPE mood ADD VALUE IF NOT EXISTS 'c'",
    "DROP TABLE IF EXISTS doomed",
    "DROP TYPE IF EXISTS doomed_type",
    "ALTER TABLE u DROP COLUMN IF EXISTS old",
    "ALTER TABLE u DROP CONSTRAINT IF EXISTS doomed_check",
    "ALTER TABLE u VALIDATE CONSTRAINT not_yet",
    "ALTER TABLE u ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE IF EXISTS doomed RENAME TO renamed",
    "ALTER TABLE u ALTER n SET NOT NULL",
    "ALTER TABLE u ALTER n TYPE bigint",
    "ALTER TABLE u ALTER w TYPE text USING w::text",
    "ALTER TABLE u ALTER n SET DEFAULT 1",
    "ALTER TABLE u OWNER TO CURRENT_USER",
    "COMMENT ON TABLE u IS 'x'",
    "GRANT SELECT ON u TO PUBLIC",
    "INSERT INTO u (id) VALUES (9) ON CONFLICT DO NOTHING",
    "INSERT INTO u (id, n) VALUES (9, 1) ON CONFLICT (id) DO UPDATE SET n = EXCLUDED.n",
    "INSERT INTO bare SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM bare WHERE v = 1)",
    "INSERT INTO bare SELECT o.id FROM other o LEFT JOIN bare ON bare.v = o.id "
    "WHERE bare.v IS NULL",
    "INSERT INTO other SELECT id, name FROM u EXCEPT SELECT id, name FROM other",
    "INSERT INTO bare SELECT 1 WHERE (SELECT count(*) FROM bare) = 0",
    "WITH gone AS (DELETE FROM other RETURNING id) INSERT INTO bare SELECT id FROM gone",
    "MERGE INTO u USING other o ON u.id = o.id WHEN NOT MATCHED THEN INSERT (id) VALUES (o.id)",
    "UPDATE u SET n = 5",
    "UPDATE u SET name = lower(name)",
    "UPDATE u SET name = trim(both from lower(name))",
    "UPDATE u SET name = replace(name, 'O', 'x')",
    "UPDATE u SET name = coalesce(name, 'x')",
    "UPDATE u SET j = j || '{\"a\": 1}'",
    "UPDATE u SET j = coalesce(j, '{}'::jsonb) || jsonb_build_object('a', j->'k')",
    "UPDATE u SET j = jsonb_set(j, '{a}', '1')",
    "UPDATE u SET j = j - 'k'",
    "UPDATE u SET n = n + 1, b = true WHERE b IS NOT TRUE",
    "UPDATE u SET name = name || '!' WHERE name NOT LIKE '%!'",
    "UPDATE u SET a = array_append(a, 'x') WHERE NOT 'x' = ANY (a)",
    "UPDATE u SET name = CASE name WHEN 'One' THEN '1' WHEN 'two' THEN '2' ELSE name END",
    "UPDATE u SET n = 9 WHERE n = 1",
    "UPDATE u SET old = '/v2' || old WHERE old LIKE '/v1%'",
    "UPDATE u SET n = greatest(n, 3)",
    "UPDATE u SET n = o.id FROM other o WHERE o.id = u.id",
    "UPDATE u SET name = (SELECT name FROM other WHERE other.id = u.id)",
    "DELETE FROM u WHERE id = 1",
    "TRUNCATE bare",
    "DELETE FROM bare; INSERT INTO bare VALUES (1)",
    "SELECT setval('q', 5)",
    "DROP TABLE IF EXISTS t; CREATE TABLE t (a int PRIMARY KEY); INSERT INTO t VALUES (1); "
    "CREATE INDEX ON t (a)",
    "DROP TABLE IF EXISTS t; CREATE TABLE t (id int PRIMARY KEY, up int REFERENCES t)",
    "ALTER TABLE u DROP CONSTRAINT IF EXISTS k; ALTER TABLE u ADD CONSTRAINT k CHECK (n > 0)",
    "DROP INDEX IF EXISTS i; CREATE INDEX i ON u (n)",
    "ALTER TYPE mood RENAME TO mood_old; CREATE TYPE mood AS ENUM ('a', 'b', 'c'); "
    "DROP TYPE mood_old",
    "CREATE TEMP TABLE scratch (a int); INSERT INTO scratch VALUES (1); DROP TABLE scratch",
    "DROP FUNCTION IF EXISTS g() CASCADE; CREATE FUNCTION g() RETURNS trigger LANGUAGE plpgsql "
    "AS 'BEGIN RETURN NEW; END'; "
    "CREATE TRIGGER k BEFORE INSERT ON u FOR EACH ROW EXECUTE FUNCTION g()",
    "DROP FUNCTION IF EXISTS g; CREATE FUNCTION g(int) RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE OR REPLACE FUNCTION g(int) RETURNS int LANGUAGE sql AS 'SELECT 1'; "
    "CREATE OR REPLACE FUNCTION g(text) RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_type WHERE typname = 'e') THEN "
    "CREATE TYPE e AS ENUM ('a'); END IF; END $$",
    "DO $$ BEGIN CREATE TYPE e AS ENUM ('a'); EXCEPTION WHEN duplicate_object THEN NULL; END $$",
    "DO $$ BEGIN CREATE TYPE e AS ENUM ('a'); EXCEPTION WHEN SQLSTATE '42710' THEN NULL; END $$",
    "DO $$ BEGIN ALTER TABLE u ADD CONSTRAINT k UNIQUE (name); "
    "EXCEPTION WHEN duplicate_table THEN NULL; END $$",
    "DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 'k') THEN "
    "ALTER TABLE u ADD CONSTRAINT k CHECK (n > 0); END IF; END $$",
    "DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_constraint c JOIN pg_class t ON t.oid = "
    "c.conrelid WHERE c.conname = 'k' AND t.relname = 'u') THEN "
    "ALTER TABLE u ADD CONSTRAINT k CHECK (n > 0); END IF; END $$",
    "DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM information_schema.columns WHERE table_name = 'u' "
    "AND column_name = 'c') THEN ALTER TABLE u ADD COLUMN c int; END IF; END $$",
    "DO $$ BEGIN IF EXISTS (SELECT 1 FROM information_schema.columns WHERE table_name = 'u' AND "
    "column_name = 'old') THEN ALTER TABLE u RENAME COLUMN old TO newer; END IF; END $$",
    "DO $$ BEGIN IF to_regclass('public.t') IS NULL THEN CREATE TABLE t (a int); END IF; END $$",
    "DO $$ DECLARE n int; BEGIN SELECT count(*) INTO n FROM pg_indexes WHERE indexname = 'i'; "
    "IF n = 0 THEN CREATE INDEX i ON u (n); END IF; END $$",
    "DO $$ BEGIN PERFORM 1 FROM pg_roles WHERE rolname = 'lint_role'; "
    "IF NOT FOUND THEN CREATE ROLE lint_role; END IF; END $$",
    "DO $$ BEGIN IF EXISTS (SELECT 1 FROM pg_type WHERE typname = 'e') THEN RETURN; END IF; "
    "CREATE TYPE e AS ENUM ('a'); END $$",
    "DO $$ DECLARE have boolean := false; BEGIN IF EXISTS (SELECT 1 FROM pg_class WHERE "
    "relname = 't') THEN have := true; END IF; "
    "IF NOT have THEN CREATE TABLE t (a int); END IF; END $$",
    "DO $$ DECLARE r record; BEGIN FOR r IN SELECT policyname FROM pg_policies WHERE "
    "tablename = 'u' LOOP EXECUTE format('DROP POLICY %I ON u', r.policyname); END LOOP; END $$",
    "DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_enum e JOIN pg_type t ON e.enumtypid = t.oid "
    "WHERE t.typname = 'mood' AND e.enumlabel = 'c') THEN ALTER TYPE mood ADD VALUE 'c'; "
    "END IF; END $$",
    "DO $$ BEGIN EXECUTE 'CREATE TABLE IF NOT EXISTS t (a int)'; END $$",
    "DO $$ BEGIN INSERT INTO u (id) VALUES (9); EXCEPTION WHEN unique_violation THEN NULL; END $$",
    "DROP TABLE IF EXISTS doomed; ALTER TABLE IF EXISTS doomed ADD COLUMN c int",
    "DROP VIEW IF EXISTS w; CREATE VIEW w AS SELECT 1 AS one",
    "DROP TRIGGER IF EXISTS k ON u; "
    "CREATE TRIGGER k BEFORE INSERT ON u FOR EACH ROW EXECUTE FUNCTION t()",
    "DROP POLICY IF EXISTS k ON u; CREATE POLICY k ON u USING (true)",
    "REFRESH MATERIALIZED VIEW doomed_matview",
    "ANALYZE u",
    "SET LOCAL lock_timeout = '1s'",
    "LOCK TABLE u",
    "ALTER ROLE CURRENT_USER SET work_mem = '4MB'",
    "ALTER TABLE u ALTER old TYPE varchar(9) USING trim(old)",
    "UPDATE u SET at = now(), name = 'x' WHERE at IS NULL",
    "UPDATE u SET n = nextval('q') WHERE n IS NULL",
    "ALTER TABLE u ALTER s DROP DEFAULT; ALTER TABLE u ALTER s TYPE text USING lower(s)",
)
