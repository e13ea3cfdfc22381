"""Every type has values that are distinct, told apart from others, and always the same."""

import re

import sqlalchemy as sa

from toolkit.replay.rows.seed import Unseeded, seed

MADE = r"""
CREATE EXTENSION citext; CREATE EXTENSION hstore; CREATE EXTENSION ltree; CREATE EXTENSION cube;
CREATE EXTENSION isn; CREATE EXTENSION lo; CREATE EXTENSION seg;
CREATE TYPE mood AS ENUM ('sad', 'it''s', 'happy');
CREATE TYPE "Mixed Type" AS ENUM ('A "quoted" one', 'back\slash', 'c');
CREATE TYPE pair AS (a int, b text);
CREATE TYPE nested AS (p pair, m mood[], "odd name" numeric(4,2));
CREATE DOMAIN positive AS int CHECK (VALUE > 0);
CREATE DOMAIN small AS positive CHECK (VALUE < 5);
CREATE DOMAIN shouted AS text CHECK (VALUE = upper(VALUE)) CHECK (VALUE <> '');
CREATE DOMAIN address AS citext CHECK (VALUE ~ '^[a-z0-9._+-]+@[a-z0-9.-]+\.[a-z]{2,}$');
CREATE DOMAIN short_code AS varchar(4) NOT NULL CHECK (length(VALUE) = 4);
CREATE DOMAIN moods AS mood[] CHECK (cardinality(VALUE) BETWEEN 1 AND 3);
CREATE DOMAIN days AS int[] CHECK (VALUE <@ ARRAY[1, 2, 3, 4, 5, 6, 7] AND cardinality(VALUE) > 0);
CREATE DOMAIN stern AS text CHECK (VALUE::int > 0);
CREATE DOMAIN located AS pair CHECK ((VALUE).a IS NOT NULL);
CREATE TYPE textrange AS RANGE (SUBTYPE = text);
"""

NUMBERS = """smallint; integer; bigint; numeric; numeric(10,2); numeric(3); numeric(3,3);
numeric(2,2); numeric(5,1); numeric(1); real; double precision; money; oid"""
TEXTS = """text; varchar; varchar(40); varchar(6); varchar(3); varchar(2); varchar(1); char(1);
char(2); char(8); char; name; "char"; citext; bytea; refcursor; json; jsonb; jsonpath;
tsvector; tsquery"""
MOMENTS = """date; time; time with time zone; timestamp; timestamp with time zone; timestamp(0);
interval; interval day to second; interval year to month; interval hour"""
OTHERS = """boolean; uuid; inet; cidr; macaddr; macaddr8; bit; bit(5); bit varying; bit varying(3);
point; line; lseg; box; path; polygon; circle; pg_lsn; xid; xid8; cid; tid; oidvector; int2vector;
regclass; regtype; regproc; regrole; regnamespace; txid_snapshot; aclitem; mood; "Mixed Type"; pair;
nested; positive; small; shouted; address; short_code; moods; days; stern; located"""
RANGES = """int4range; int8range; numrange; tsrange; tstzrange; daterange; textrange;
int4multirange; tstzmultirange; datemultirange"""
ARRAYS = """integer[]; text[]; varchar(3)[]; numeric(4,2)[]; timestamp[]; box[]; bytea[]; jsonb[];
int4range[]; uuid[][]; boolean[]; ltree[]; mood[]; pair[]; "Mixed Type"[]; positive[]; short_code[];
moods[]"""
EXTENSIONS = """hstore; ltree; lquery; cube; seg; isbn; ean13; lo"""
VECTORS = """vector; vector(1); vector(3); vector(384); halfvec(4); sparsevec(5); vector(3)[]"""

FEW = {"boolean": 2, "bit": 2, "boolean[]": 2}
NEVER_NULL = ("short_code", "located")


def _types(*lists: str) -> list[str]:
    return [one for many in lists for one in re.split(r";\s*", many)]


def _made(connection: sa.Connection) -> list[str]:
    """A table for each type that this server has."""
    types = _types(NUMBERS, TEXTS, MOMENTS, OTHERS, RANGES, ARRAYS, EXTENSIONS)
    run = connection.exec_driver_sql
    run(MADE)
    if run("SELECT FROM pg_available_extensions WHERE name = 'vector'").all():
        run("CREATE EXTENSION vector")
        types += _types(VECTORS)
    if run("SELECT FROM pg_config WHERE setting LIKE '%%with-libxml%%'").all():
        types.append("xml")
    for place, one in enumerate(types):
        run(f"CREATE TABLE t{place} (a {one}, b {one} NOT NULL)")
    return types


def test_every_type_has_its_values(any_uncommitted: sa.Connection) -> None:
    types = _made(any_uncommitted)
    unseeded = seed(any_uncommitted, 3)
    assert {types[int(one.table.removeprefix("public.t"))]: one.reason for one in unseeded} == {}
    few = {}
    for place, one in enumerate(types):
        ((nulls, distinct),) = any_uncommitted.exec_driver_sql(
            f"SELECT count(*) - count(a), count(DISTINCT b::text) FROM t{place}"
        )
        if (nulls, distinct) != (one not in NEVER_NULL, 3):
            few[one] = distinct
    assert few == FEW


def test_the_same_catalog_gets_the_same_rows(any_uncommitted: sa.Connection) -> None:
    types = _made(any_uncommitted)
    tables = range(len(types))

    def rows() -> list[str]:
        savepoint = any_uncommitted.begin_nested()
        seed(any_uncommitted, 4)
        found = [
            str(any_uncommitted.exec_driver_sql(f"SELECT t::text FROM t{place} t").all())
            for place in tables
        ]
        savepoint.rollback()
        return found

    first = rows()
    any_uncommitted.exec_driver_sql("SET LOCAL timezone = 'Asia/Tokyo'")
    any_uncommitted.exec_driver_sql("SET LOCAL timezone = 'UTC'")
    assert rows() == first


def test_settings_of_the_session_do_not_matter(uncommitted: sa.Connection) -> None:
    run = uncommitted.exec_driver_sql
    for setting in ("datestyle = 'SQL, DMY'", "intervalstyle = iso_8601", "bytea_output = escape",
                    "timezone = 'Asia/Tokyo'", "standard_conforming_strings = on",
                    "search_path = pg_catalog"):  # fmt: skip
        run(f"SET LOCAL {setting}")
    run(
        "CREATE TABLE public.p (d date, i interval, b bytea, t timestamptz,"
        " PRIMARY KEY (d, i, b, t))"
    )
    run("CREATE TABLE public.c (d date, i interval, b bytea, t timestamptz,"
        " FOREIGN KEY (d, i, b, t) REFERENCES public.p)")  # fmt: skip
    assert seed(uncommitted, 3) == ()
    assert run("SELECT count(*) FROM public.c JOIN public.p USING (d, i, b, t)").scalar() == 2


def test_a_type_without_any_value_is_reported(any_uncommitted: sa.Connection) -> None:
    run = any_uncommitted.exec_driver_sql
    run("CREATE TYPE empty AS ENUM (); CREATE TABLE a (x empty); CREATE TABLE b (x empty NOT NULL)")
    run("CREATE TABLE c (x empty[] NOT NULL)")
    (unseeded,) = seed(any_uncommitted, 3)
    assert unseeded == Unseeded("public.b", 0, unseeded.reason)
    assert unseeded.reason == (
        'null value in column "x" of relation "b" violates not-null constraint'
    )
