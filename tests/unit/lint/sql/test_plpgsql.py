"""DO blocks."""

from collections.abc import Iterator, Sequence

import pytest

from toolkit.lint.effects import Blind, Do, If, Instruction, Not, Try
from toolkit.lint.sql.read import read


def names(instructions: Sequence[Instruction]) -> Iterator[str]:
    for one in instructions:
        if isinstance(one, Do):
            yield f"{one.effect.verb} {one.effect.name}"
        elif isinstance(one, If):
            yield from names([*one.then, *one.otherwise])
        elif isinstance(one, Try):
            yield from names(one.body)
        elif isinstance(one, Blind):
            yield one.why


BODIES = (
    ("CREATE TABLE a ();", ["create a"]),
    ("EXECUTE 'CREATE TABLE a ()';", ["create a"]),
    ("EXECUTE format('CREATE TABLE %I.%I ()', 'x', 'a');", ["create x.a"]),
    ("t := 'a'; EXECUTE 'CREATE TABLE ' || quote_ident(t) || ' ()';", ["create a"]),
    ("EXECUTE 'CREATE TABLE ' || t || ' ()';", ["create hive_hole_t"]),
    ("EXECUTE md5(t);", ["EXECUTE of a text that is made while it runs"]),
    ("FOREACH t IN ARRAY ARRAY['a', 'b'] LOOP EXECUTE 'DROP TABLE ' || t; END LOOP;",
     ["drop a", "drop b"]),
    ("FOR t IN SELECT unnest(ARRAY['a', 'b']) LOOP EXECUTE 'DROP TABLE ' || t; END LOOP;",
     ["drop a", "drop b"]),
    ("FOR r IN SELECT tablename FROM pg_tables LOOP EXECUTE 'DROP TABLE ' || r.tablename; "
     "END LOOP;", ["drop hive_listed_r_tablename"]),
    ("FOR i IN 1..3 LOOP INSERT INTO a VALUES (i); END LOOP;", ["insert a"]),
    ("BEGIN BEGIN DROP TABLE a; END; DROP TABLE b; END;", ["drop a", "drop b"]),
    ("CASE WHEN now() > '2020-01-01' THEN DROP TABLE a; ELSE DROP TABLE b; END CASE;",
     ["drop a", "drop b"]),
    ("RETURN; DROP TABLE a;", []),
    ("RAISE EXCEPTION 'no'; DROP TABLE a;", []),
    ("RAISE NOTICE 'yes'; DROP TABLE a;", ["drop a"]),
    ("DROP TABLE a; COMMIT;", ["drop a", "commit "]),
    ("FOR r IN SELECT 1 LOOP CONTINUE WHEN now() > '2020-01-01'; DROP TABLE a; END LOOP;",
     ["drop a"]),
)  # fmt: skip


@pytest.mark.parametrize(("body", "wanted"), BODIES, ids=[one[0] for one in BODIES])
def test_bodies(body: str, wanted: list[str]) -> None:
    assert [*names(read(f"DO $$ DECLARE t text; r record; BEGIN {body} END $$"))] == wanted


def test_what_follows_a_return_is_the_other_way() -> None:
    (one,) = read(
        "DO $$ BEGIN IF EXISTS (SELECT 1 FROM pg_type WHERE typname = 'e') THEN RETURN; "
        "ELSIF NOT EXISTS (SELECT 1 FROM pg_type WHERE typname = 'f') THEN DROP TABLE a; END IF; "
        "DROP TABLE b; END $$"
    )
    assert isinstance(one, If)
    assert one.then == ()
    inner, last = one.otherwise
    assert isinstance(inner, If)
    assert isinstance(inner.asked, Not)
    assert [*names(inner.then)] == ["drop a"]
    assert [*names([last])] == ["drop b"]


def test_exceptions_by_name_code_and_class() -> None:
    (one,) = read(
        "DO $$ BEGIN CREATE TABLE a (); EXCEPTION WHEN duplicate_table OR SQLSTATE '42710' THEN "
        "NULL; WHEN integrity_constraint_violation THEN DROP TABLE b; END $$"
    )
    assert isinstance(one, Try)
    assert {"duplicate_table", "duplicate_object", "unique_violation"} <= one.caught
    assert [*names(one.handlers)] == ["drop b"]


def test_statements_have_their_own_places() -> None:
    text = "SELECT 'é'; DO $$ BEGIN\n  DROP TABLE a;\n  PERFORM 1; DELETE FROM b;\nEND $$"
    found = [one for one in read(text) if isinstance(one, Do)]
    places = [text[one.offset : one.offset + one.length] for one in found]
    assert places == ["DROP TABLE a", "DELETE FROM b"]


def test_other_languages_are_not_read() -> None:
    (one,) = read("DO LANGUAGE plpython3u $$ x = 1 $$")
    assert one == Blind("DO in plpython3u", 0, 34)
