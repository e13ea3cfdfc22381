"""Whatever a table demands of its rows is found out: checks, keys, foreign keys, partitions."""

import pytest
import sqlalchemy as sa

from toolkit.replay.rows.seed import seed

CHECKS = {
    "in": "s text NOT NULL CHECK (s IN ('new', 'it''s', 'done'))",
    "any": "s varchar(9) NOT NULL CHECK (s = ANY (ARRAY['a', 'b', 'c']))",
    "array literal": "s text NOT NULL CHECK (s = ANY ('{red,green,blue}'::text[]))",
    "between": "n int NOT NULL UNIQUE CHECK (n BETWEEN 40 AND 45)",
    "narrow": "n numeric(5,4) NOT NULL UNIQUE CHECK (n > 0.25 AND n < 0.26)",
    "fraction": "n real NOT NULL UNIQUE CHECK (n >= 0 AND n <= 1)",
    "multiple": "n int NOT NULL UNIQUE CHECK (n % 7 = 0 AND n > 100)",
    "negative": "n int NOT NULL UNIQUE CHECK (n < 0)",
    "not zero": "n bigint NOT NULL CHECK (n <> 0 AND n < 10000000000)",
    "length": "s text NOT NULL UNIQUE CHECK (length(s) = 3)",
    "long": "s text NOT NULL UNIQUE CHECK (char_length(s) >= 64)",
    "lengths": "s varchar(20) NOT NULL UNIQUE CHECK (length(s) > 1 AND length(s) < 4)",
    "octets": "b bytea NOT NULL UNIQUE CHECK (octet_length(b) = 32)",
    "lower": "s text NOT NULL UNIQUE CHECK (s = lower(s))",
    "upper": "s char(3) NOT NULL UNIQUE CHECK (s = upper(s) AND length(s) = 3)",
    "trimmed": "s text NOT NULL CHECK (s = btrim(s) AND s <> '')",
    "regex": r"s text NOT NULL UNIQUE CHECK (s ~ '^[A-Z]{2}\d{4}$')",
    "slug": "s text NOT NULL UNIQUE CHECK (s ~ '^[a-z][a-z0-9]*(_[a-z0-9]+)*$')",
    "email": r"s citext NOT NULL UNIQUE CHECK (s ~* '^[^@\s]+@[^@\s]+\.[^@\s]+$')",
    "iregex": "s text NOT NULL UNIQUE CHECK (s ~* '^https?://[^/]+/.+')",
    "like": "s text NOT NULL UNIQUE CHECK (s LIKE 'INV-%' AND s LIKE '%-x')",
    "similar": "s text NOT NULL UNIQUE CHECK (s SIMILAR TO '(foo|bar)[0-9]{3}')",
    "position": "s text NOT NULL UNIQUE CHECK (position('@' in s) > 1)",
    "starts": "s text NOT NULL UNIQUE CHECK (starts_with(s, 'urn:'))",
    "number in text": "s text NOT NULL CHECK (s::int > 0)",
    "date": "d date NOT NULL UNIQUE CHECK (d >= '2024-02-27' AND d < '2024-03-02')",
    "future": "t timestamptz NOT NULL CHECK (t > '2090-01-01 00:00:00+00')",
    "clock": "t timestamptz NOT NULL CHECK (t < now())",
    "weekday": "d date NOT NULL CHECK (extract(isodow FROM d) = 1)",
    "order": "a timestamptz NOT NULL, b timestamptz NOT NULL, CHECK (a < b)",
    "order or none": "a date, b date, CHECK (b IS NULL OR a IS NOT NULL AND b > a)",
    "interval": "i interval NOT NULL CHECK (i > '0' AND i <= '01:00:00')",
    "difference": "a int NOT NULL, b int NOT NULL, CHECK (b - a = 10)",
    "sum": "a int NOT NULL, b int NOT NULL, c int NOT NULL, CHECK (a + b = c)",
    "one of": "a int, b text, c uuid, CHECK (num_nonnulls(a, b, c) = 1)",
    "xor": "a int, b int, CHECK ((a IS NULL) <> (b IS NULL))",
    "together": "a int, b text, CHECK ((a IS NULL) = (b IS NULL))",
    "implies": "k text NOT NULL CHECK (k IN ('mail', 'sms')), mail text, phone text,"
    " CHECK (k <> 'mail' OR mail IS NOT NULL), CHECK (k <> 'sms' OR phone IS NOT NULL)",
    "by kind": "k text NOT NULL, v int NOT NULL, CHECK (CASE k WHEN 'percent' THEN v BETWEEN 0 AND"
    " 100 WHEN 'amount' THEN v > 0 ELSE false END)",
    "object": "j jsonb NOT NULL CHECK (jsonb_typeof(j) = 'object')",
    "list": "j jsonb NOT NULL CHECK (jsonb_typeof(j) = 'array' AND jsonb_array_length(j) > 0)",
    "key": "j jsonb NOT NULL CHECK (j ? 'name')",
    "keys": "j jsonb NOT NULL CHECK (j ?& ARRAY['lat', 'lng'])",
    "key is": "j jsonb NOT NULL CHECK (j ->> 'kind' IN ('a', 'b'))",
    "number in key": "j jsonb NOT NULL CHECK ((j ->> 'size')::int > 0)",
    "cardinality": "a int[] NOT NULL CHECK (cardinality(a) = 3)",
    "subset": "a text[] NOT NULL CHECK (a <@ ARRAY['r', 'w', 'x'] AND a <> '{}')",
    "dimensions": "a int[] NOT NULL CHECK (array_ndims(a) = 1 AND array_length(a, 1) BETWEEN "
    "4 AND 5)",
    "range": "r int4range NOT NULL CHECK (NOT isempty(r) AND lower(r) > 0)",
    "true": "b boolean NOT NULL CHECK (b)",
    "only one": "id int PRIMARY KEY CHECK (id IN (1, 2, 3))",
    "cast": "s varchar(10) NOT NULL CHECK ((s)::text = ANY ((ARRAY['x'::varchar, 'y'])::text[]))",
    "odd name": '"odd ""Name" int NOT NULL CHECK ("odd ""Name" > 5), "order" int CHECK '
    '("order" < 3)',
    "generated": "a int NOT NULL, g int GENERATED ALWAYS AS (a + 1) STORED"
    " CHECK (g BETWEEN 5000 AND 5010)",
    "function": "s text NOT NULL CHECK (is_even(length(s)))",
    "fussy": "s text NOT NULL CHECK (fussy(s))",
    "not valid": "n int NOT NULL, CONSTRAINT c CHECK (n = 5)",
    "many": "a int NOT NULL CHECK (a > 0), b int NOT NULL, c int NOT NULL, d int NOT NULL,"
    " CHECK (a < b), CHECK (b <= c), CHECK (c = d), CHECK (d <> 1000)",
    "identity": "id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, p int CHECK (p <> id AND p > 50)",
    "whole row": "a int NOT NULL CHECK (a = 7), b text",
}

FUNCTIONS = """
CREATE FUNCTION is_even(n int) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT n % 2 = 0';
CREATE FUNCTION fussy(s text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  IF length(s) > 5 THEN RAISE 'too long'; END IF;
  RETURN s <> '';
END $$;
"""

# What is made, and that is it.
SCHEMAS = {
    "serials": "CREATE TABLE t (a smallserial, b serial, c bigserial, PRIMARY KEY (a, b, c))",
    "only identity": "CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY)",
    "no columns": "CREATE TABLE t ()",
    "only generated": "CREATE TABLE t (a int GENERATED ALWAYS AS (1) STORED)",
    "small sequence": "CREATE SEQUENCE s MAXVALUE 50; CREATE TABLE t (id int PRIMARY KEY DEFAULT"
    " nextval('s'))",
    "downwards": "CREATE SEQUENCE s INCREMENT -1; CREATE TABLE t (id int PRIMARY KEY DEFAULT"
    " nextval('s'))",
    "text of a sequence": "CREATE SEQUENCE s; CREATE TABLE t (id text PRIMARY KEY DEFAULT 'A'"
    " || nextval('s'))",
    "wide key": "CREATE TABLE t (a boolean, b boolean, c text, PRIMARY KEY (a, b, c))",
    "narrow key": "CREATE TABLE t (a boolean, b boolean, PRIMARY KEY (a, b))",
    "letters": "CREATE TABLE t (a char(1) PRIMARY KEY, b char(2) UNIQUE)",
    "nulls are equal": "CREATE TABLE t (a int, UNIQUE NULLS NOT DISTINCT (a))",
    "expression": "CREATE TABLE t (a text NOT NULL, b int); CREATE UNIQUE INDEX ON t "
    "(lower(a), (b + 1))",
    "coalesced": "CREATE TABLE t (a int, b int); CREATE UNIQUE INDEX ON t (coalesce(a, 0))",
    "partial": "CREATE TABLE t (a boolean NOT NULL); CREATE UNIQUE INDEX ON t (a) WHERE a",
    "one default": "CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE t (p int NOT NULL "
    "REFERENCES p,"
    " is_default boolean NOT NULL DEFAULT false);"
    " CREATE UNIQUE INDEX ON t (p) WHERE is_default",
    "no overlap": "CREATE TABLE t (room int NOT NULL, during tstzrange NOT NULL,"
    " EXCLUDE USING gist (room WITH =, during WITH &&))",
    "no overlap of two": "CREATE TABLE t (a timestamptz NOT NULL, b timestamptz NOT NULL,"
    " CHECK (a < b), EXCLUDE USING gist (tstzrange(a, b) WITH &&))",
    "two to one": "CREATE TABLE p (id serial PRIMARY KEY); CREATE TABLE t (a int NOT NULL "
    "REFERENCES p,"
    " b int NOT NULL REFERENCES p, PRIMARY KEY (a, b), CHECK (a < b))",
    "many to many": "CREATE TABLE p (id serial PRIMARY KEY); CREATE TABLE q (id uuid PRIMARY KEY);"
    " CREATE TABLE t (p int REFERENCES p, q uuid REFERENCES q, PRIMARY KEY (p, q))",
    "one to one": "CREATE TABLE p (id bigserial PRIMARY KEY); CREATE TABLE t (id bigint PRIMARY KEY"
    " REFERENCES p); CREATE TABLE u (id bigint PRIMARY KEY REFERENCES t)",
    "to an identity": "CREATE TABLE p (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY);"
    " CREATE TABLE t (p int NOT NULL REFERENCES p)",
    "other schema": 'CREATE SCHEMA "The Other"; CREATE TABLE "The Other"."P q" ("I d" int '
    "PRIMARY KEY);"
    ' CREATE TABLE t (p int NOT NULL REFERENCES "The Other"."P q")',
    "composite": "CREATE TABLE p (a int, b text, c date, PRIMARY KEY (a, b), UNIQUE (c, a));"
    " CREATE TABLE t (x text, y int, z date, FOREIGN KEY (y, x) REFERENCES p, FOREIGN KEY (z, y)"
    " REFERENCES p (c, a))",
    "full": "CREATE TABLE p (a int, b int, PRIMARY KEY (a, b)); CREATE TABLE t (a int, b int,"
    " FOREIGN KEY (a, b) REFERENCES p MATCH FULL)",
    "tenants": "CREATE TABLE n (id serial PRIMARY KEY);"
    " CREATE TABLE u (n int REFERENCES n, id int, PRIMARY KEY (n, id));"
    " CREATE TABLE g (n int REFERENCES n, id int, PRIMARY KEY (n, id));"
    " CREATE TABLE t (n int NOT NULL REFERENCES n, u int NOT NULL, g int, v int,"
    " FOREIGN KEY (n, u) REFERENCES u, FOREIGN KEY (n, g) REFERENCES g,"
    " FOREIGN KEY (n, v) REFERENCES u, CHECK (u <> v))",
    "two of a tenant": "CREATE TABLE u (n int, id int, PRIMARY KEY (n, id));"
    " CREATE TABLE t (n int, u int, v int, FOREIGN KEY (n, u) REFERENCES u,"
    " FOREIGN KEY (n, v) REFERENCES u, PRIMARY KEY (n, u, v), CHECK (u <> v))",
    "two of a flow": "CREATE TABLE f (id uuid PRIMARY KEY); CREATE TABLE k (id serial PRIMARY KEY);"
    " CREATE TABLE s (f uuid REFERENCES f, k int REFERENCES k, PRIMARY KEY (f, k));"
    " CREATE TABLE t (f uuid, a int, b int, FOREIGN KEY (f, a) REFERENCES s,"
    " FOREIGN KEY (f, b) REFERENCES s, PRIMARY KEY (f, a, b), CHECK (a <> b))",
    "an error in a check": f"{FUNCTIONS} CREATE TABLE p (id int PRIMARY KEY);"
    " CREATE TABLE t (s text NOT NULL, p int NOT NULL REFERENCES p, CHECK (fussy(s) AND p > 0))",
    "tree": "CREATE TABLE t (id serial PRIMARY KEY, parent int REFERENCES t, CHECK (parent <> id))",
    "tree of identities": "CREATE TABLE t (id int GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,"
    " parent int REFERENCES t)",
    "root of itself": "CREATE TABLE t (id serial PRIMARY KEY, root int NOT NULL REFERENCES t)",
    "circle": "CREATE TABLE t (id int PRIMARY KEY, u int); CREATE TABLE u (id int PRIMARY KEY,"
    " t int NOT NULL REFERENCES t); ALTER TABLE t ADD FOREIGN KEY (u) REFERENCES u",
    "circle of few": "CREATE TABLE t (id int PRIMARY KEY, u int); CREATE TABLE u (id int "
    "PRIMARY KEY,"
    " t int NOT NULL UNIQUE REFERENCES t); ALTER TABLE t ADD FOREIGN KEY (u) REFERENCES u",
    "hard circle": "CREATE TABLE t (id int PRIMARY KEY, u int NOT NULL); CREATE TABLE u (id "
    "uuid UNIQUE,"
    " n int PRIMARY KEY, t int NOT NULL REFERENCES t DEFERRABLE INITIALLY DEFERRED);"
    " ALTER TABLE t ADD FOREIGN KEY (u) REFERENCES u DEFERRABLE",
    "hard circle of three": "CREATE TABLE t (id int PRIMARY KEY, n int NOT NULL);"
    " CREATE TABLE u (id int PRIMARY KEY, t int NOT NULL REFERENCES t);"
    " CREATE TABLE v (id serial PRIMARY KEY, u int NOT NULL REFERENCES u);"
    " ALTER TABLE t ADD FOREIGN KEY (n) REFERENCES v",
    "one of two parents": "CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE q (id int "
    "PRIMARY KEY);"
    " CREATE TABLE t (p int REFERENCES p, q int REFERENCES q, CHECK (num_nonnulls(p, q) = 1))",
    "by range": "CREATE TABLE t (at timestamptz NOT NULL, n int) PARTITION BY RANGE (at);"
    " CREATE TABLE t1 PARTITION OF t FOR VALUES FROM ('2024-01-01') TO ('2024-02-01');"
    " CREATE TABLE t2 PARTITION OF t FOR VALUES FROM ('2024-02-01') TO ('2024-02-02')",
    "by list": "CREATE TABLE t (region text NOT NULL, n int) PARTITION BY LIST (region);"
    " CREATE TABLE t1 PARTITION OF t FOR VALUES IN ('eu', 'us')",
    "by hash": "CREATE TABLE t (id int PRIMARY KEY) PARTITION BY HASH (id);"
    " CREATE TABLE t1 PARTITION OF t FOR VALUES WITH (MODULUS 4, REMAINDER 1)",
    "default partition": "CREATE TABLE t (id int) PARTITION BY LIST (id);"
    " CREATE TABLE t1 PARTITION OF t DEFAULT",
    "in two levels": "CREATE TABLE t (a int NOT NULL, b text NOT NULL, PRIMARY KEY (a, b))"
    " PARTITION BY RANGE (a); CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (10)"
    " PARTITION BY LIST (b); CREATE TABLE t2 PARTITION OF t1 FOR VALUES IN ('x', 'y')",
    "by expression": "CREATE TABLE t (at date NOT NULL) PARTITION BY LIST (extract(month FROM at));"
    " CREATE TABLE t1 PARTITION OF t FOR VALUES IN (1, 2)",
    "to a partitioned one": "CREATE TABLE p (id int PRIMARY KEY) PARTITION BY RANGE (id);"
    " CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (10) TO (20);"
    " CREATE TABLE t (p int NOT NULL REFERENCES p)",
    "inherited": "CREATE TABLE p (id serial PRIMARY KEY, a text); CREATE TABLE c (b int) "
    "INHERITS (p)",
    "to where a trigger sends it": "CREATE TABLE t (id int); CREATE TABLE t_1 () INHERITS (t);"
    " CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS"
    " 'BEGIN INSERT INTO t_1 VALUES (NEW.*); RETURN NULL; END';"
    " CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()",
    "a choosy trigger": "CREATE TABLE t (id int NOT NULL, state text NOT NULL DEFAULT 'new');"
    " CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS"
    " 'BEGIN IF NEW.state <> ''new'' THEN RAISE ''not new''; END IF; RETURN NEW; END';"
    " CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()",
    "each of a kind": "CREATE TYPE kind AS ENUM ('a', 'b', 'c', 'd', 'e');"
    " CREATE TABLE p (id serial PRIMARY KEY, kind kind NOT NULL, UNIQUE (id, kind));"
    + " ".join(
        f"CREATE TABLE {k} (id int PRIMARY KEY, kind kind NOT NULL DEFAULT '{k}'"
        f" CHECK (kind = '{k}'), FOREIGN KEY (id, kind) REFERENCES p (id, kind));"
        for k in "abcde"
    ),
    "of a kind in words": "CREATE TABLE p (id serial PRIMARY KEY, kind text NOT NULL,"
    " over int REFERENCES p, UNIQUE (kind, id)); CREATE TABLE c (id int PRIMARY KEY,"
    " kind varchar(9) NOT NULL CHECK (kind = 'boss'), FOREIGN KEY (kind, id) REFERENCES"
    " p (kind, id)); CREATE TABLE g (id int PRIMARY KEY REFERENCES c, pay int CHECK (pay > 0))",
    "row security": "CREATE TABLE t (id int); ALTER TABLE t ENABLE ROW LEVEL SECURITY",
    "unlogged": "CREATE UNLOGGED TABLE t (id int)",
    "long names": f'CREATE TABLE "{"t" * 63}" ("{"c" * 63}" text PRIMARY KEY, '
    f'"%s :x $1" int NOT NULL)',
}


@pytest.mark.parametrize("name", CHECKS)
def test_rows_pass_checks(uncommitted: sa.Connection, name: str) -> None:
    _made(uncommitted, f"{FUNCTIONS} CREATE TABLE t ({CHECKS[name]})")
    assert seed(uncommitted, 3) == ()
    assert uncommitted.exec_driver_sql("SELECT count(*) FROM t").scalar() == 3


@pytest.mark.parametrize("name", SCHEMAS)
def test_rows_keep_the_schema(any_uncommitted: sa.Connection, name: str) -> None:
    _made(any_uncommitted, SCHEMAS[name])
    assert seed(any_uncommitted, 3) == ()
    any_uncommitted.exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize("count", [1, 4])
@pytest.mark.parametrize("name", SCHEMAS)
def test_other_numbers_of_rows_do(uncommitted: sa.Connection, name: str, count: int) -> None:
    _made(uncommitted, SCHEMAS[name])
    assert seed(uncommitted, count) == ()


def _made(connection: sa.Connection, sql: str) -> None:
    for extension, sign in (("btree_gist", "EXCLUDE"), ("citext", "citext")):
        if sign in sql:
            connection.exec_driver_sql(f"CREATE EXTENSION {extension}")
    connection.exec_driver_sql(sql.replace("%", "%%"))
