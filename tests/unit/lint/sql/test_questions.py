"""What queries and conditions ask."""

import pytest

from toolkit.lint.effects import All, Any, Asked, Exists, If, Name, Not, Unclear
from toolkit.lint.sql.read import asked, read

TABLE = Exists(Name("table", "", "", "t"))
RELATION = Exists(Name("relation", "", "", "t"))
COLUMN = Exists(Name("column", "", "t", "c"))
TYPE = Exists(Name("type", "", "", "e"))
LABEL = Exists(Name("label", "", "e", "x"))
INDEX = Exists(Name("index", "", "", "i"))
KEY = Exists(Name("constraint", "", "t", "k"))
KEY_OF_ANY = Exists(Name("constraint", "", "", "k"))
ROLE = Exists(Name("role", "", "", "r"))
DATA, CLUELESS = Unclear(of_data=True), Unclear()
COLUMNS = "FROM information_schema.columns WHERE table_name = 't'"
QUERIES = (
    ("SELECT 1 FROM pg_type WHERE typname = 'e'", TYPE),
    ("SELECT EXISTS (SELECT 1 FROM pg_type WHERE typname = lower('E'))", TYPE),
    ("SELECT NOT EXISTS (SELECT 1 FROM pg_type WHERE typname = 'e')", Not(TYPE)),
    (f"SELECT count(*) {COLUMNS} AND column_name = 'c'", COLUMN),
    (f"SELECT count(*) > 0 {COLUMNS} AND column_name = 'c'", COLUMN),
    (f"SELECT count(*) = 0 {COLUMNS} AND column_name = 'c'", Not(COLUMN)),
    (f"SELECT 1 {COLUMNS} AND table_schema = current_schema() AND column_name = 'c'", COLUMN),
    (f"SELECT column_name {COLUMNS} AND column_name IN ('c', 'd')",
     Any((COLUMN, Exists(Name("column", "", "t", "d"))))),
    (f"SELECT 1 {COLUMNS} AND column_name = 'c' AND data_type = 'text'", DATA),
    (f"SELECT is_nullable {COLUMNS} AND column_name = 'c'", DATA),
    ("SELECT 1 FROM information_schema.tables WHERE table_name = 't'", RELATION),
    ("SELECT 1 FROM information_schema.tables WHERE table_schema = 'a' AND table_name = 't'",
     Exists(Name("relation", "a", "", "t"))),
    ("SELECT 1 FROM pg_tables WHERE schemaname = 'public' AND tablename = 't'", TABLE),
    ("SELECT 1 FROM pg_class WHERE relname = 't'", RELATION),
    ("SELECT 1 FROM pg_class WHERE relname = 't' AND relkind = 'r'", TABLE),
    ("SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
     "WHERE c.relname = 'i' AND n.nspname = 'public' AND c.relkind = 'i'", INDEX),
    ("SELECT 1 FROM pg_class WHERE oid = 't'::regclass", DATA),
    ("SELECT 1 FROM pg_indexes WHERE tablename = 't' AND indexname = 'i'", INDEX),
    ("SELECT 1 FROM pg_index WHERE indexrelid = 'i'::regclass", INDEX),
    ("SELECT indisvalid FROM pg_index WHERE indexrelid = 'i'::regclass", DATA),
    ("SELECT 1 FROM pg_constraint WHERE conname = 'k'", KEY_OF_ANY),
    ("SELECT 1 FROM pg_constraint WHERE conname = 'k' AND conrelid = 't'::regclass", KEY),
    ("SELECT 1 FROM pg_constraint WHERE conname = 'k' AND convalidated", DATA),
    ("SELECT 1 FROM pg_constraint c JOIN pg_class t ON c.conrelid = t.oid "
     "WHERE t.relname = 't' AND c.conname = 'k' AND c.contype = 'u'", KEY),
    ("SELECT 1 FROM information_schema.table_constraints WHERE table_name = 't' "
     "AND constraint_type = 'UNIQUE' AND constraint_name = 'k'", KEY),
    ("SELECT 1 FROM pg_enum e JOIN pg_type t ON t.oid = e.enumtypid "
     "WHERE t.typname = 'e' AND e.enumlabel = 'x'", LABEL),
    ("SELECT 1 FROM pg_enum WHERE enumlabel = 'x' AND enumtypid = 'e'::regtype", LABEL),
    ("SELECT 1 FROM pg_enum WHERE enumlabel = 'x' AND enumtypid = "
     "(SELECT oid FROM pg_type WHERE typname = 'e')", LABEL),
    ("SELECT 'x' IN (SELECT enumlabel FROM pg_enum WHERE enumtypid = 'e'::regtype)", LABEL),
    ("SELECT 1 FROM pg_attribute WHERE attrelid = 't'::regclass AND attname = 'c' "
     "AND attnum > 0 AND NOT attisdropped", COLUMN),
    ("SELECT 1 FROM pg_roles WHERE rolname = 'r'", ROLE),
    ("SELECT 1 FROM pg_extension WHERE extname = 'x'", Exists(Name("extension", "", "", "x"))),
    ("SELECT 1 FROM pg_proc WHERE proname = 'f'", Exists(Name("function", "", "", "f"))),
    ("SELECT 1 FROM pg_trigger WHERE tgname = 'k' AND tgrelid = 't'::regclass",
     Exists(Name("trigger", "", "t", "k"))),
    ("SELECT 1 FROM pg_policies WHERE tablename = 't' AND policyname = 'k'",
     Exists(Name("policy", "", "t", "k"))),
    ("SELECT to_regclass('t') IS NOT NULL AND to_regtype('e') IS NULL",
     All((RELATION, Not(TYPE)))),
    ("SELECT to_regclass('t') IS NULL OR NOT EXISTS (SELECT 1 FROM t)",
     Any((Not(RELATION), Not(DATA)))),
    ("SELECT to_regclass('t')", RELATION),
    ("SELECT to_regclass('a.t') IS NULL", Not(Exists(Name("relation", "a", "", "t")))),
    ("SELECT to_regtype('e') IS NOT NULL", TYPE),
    ("SELECT 1 FROM t WHERE x = 1", DATA),
    ("SELECT count(*) FROM t", DATA),
    ("SELECT current_setting('server_version_num')::int >= 120000", CLUELESS),
    ("DELETE FROM t", DATA),
    ("this is no SQL", DATA),
)  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), QUERIES, ids=[one[0] for one in QUERIES])
def test_queries(text: str, wanted: Asked) -> None:
    assert asked(text) == wanted


BEGIN = "IF NOT have THEN CREATE TABLE t (a int); END IF;"
VARIABLES = (
    f"have := EXISTS (SELECT 1 FROM pg_tables WHERE tablename = 't'); {BEGIN}",
    f"SELECT EXISTS (SELECT 1 FROM pg_tables WHERE tablename = 't') INTO have; {BEGIN}",
    f"SELECT count(*) > 0 INTO have FROM pg_tables WHERE tablename = 't'; {BEGIN}",
    f"EXECUTE 'SELECT true FROM pg_tables WHERE tablename = ''t''' INTO have; {BEGIN}",
    f"name := 't'; SELECT true INTO have FROM pg_tables WHERE tablename = name; {BEGIN}",
    "PERFORM 1 FROM pg_tables WHERE tablename = 't'; IF NOT FOUND THEN CREATE TABLE t (); END IF;",
)


@pytest.mark.parametrize("body", VARIABLES)
def test_variables_remember_what_was_asked(body: str) -> None:
    (one,) = read(f"DO $$ DECLARE have boolean; name text; BEGIN {body} END $$")
    assert isinstance(one, If)
    assert one.asked == Not(TABLE)


def test_a_variable_set_in_one_way_hangs_on_it() -> None:
    _, one = read(
        "DO $$ DECLARE have boolean := false; BEGIN IF EXISTS (SELECT 1 FROM pg_tables WHERE "
        "tablename = 't') THEN have := true; END IF; IF NOT have THEN DROP TABLE x; END IF; END $$"
    )
    assert isinstance(one, If)
    yes, no = All(()), Any(())
    assert one.asked == Not(Any((All((TABLE, yes)), All((Not(TABLE), no)))))
