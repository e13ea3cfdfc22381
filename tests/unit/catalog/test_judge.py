"""The decision table over two mappings, without a server."""

import pytest

from toolkit.catalog.decision import Verdict
from toolkit.catalog.declaration import Declaration, Name, Objects
from toolkit.catalog.enums import labels
from toolkit.catalog.judge import beyond, judge, verdict
from toolkit.catalog.privileges import lacking
from toolkit.catalog.worded import mendable


def one(kind: str, name: str, definition: str = "", valid: bool = True) -> Declaration:
    parts = name.split(".")
    return Declaration(kind, Name("public", *parts), definition, valid)


def objects(*found: Declaration) -> Objects:
    return {each.key: each for each in found}


TABLE, COLUMN = one("table", "t.", "TABLE"), one("column", "t.c", "integer")
VERDICTS = [
    ("index", "INDEX (a)", "INDEX (a)", True, Verdict.EQUAL),
    ("index", "INDEX (a)", "INDEX (a)", False, Verdict.BROKEN),
    ("index", "INDEX (a)", "INDEX (b)", True, Verdict.DIFFERENT),
    ("trigger", "T EXECUTE FUNCTION f()", "T EXECUTE FUNCTION f() DISABLED", True, Verdict.BROKEN),
    ("trigger", "T DISABLED", "T", True, Verdict.DIFFERENT),
    ("enum", "ENUM ('a', 'b')", "ENUM ('a')", True, Verdict.LESS),
    ("enum", "ENUM ('a', 'b')", "ENUM ('a', 'x', 'b')", True, Verdict.MORE),
    ("enum", "ENUM ('a', 'b', 'c')", "ENUM ('x', 'a')", True, Verdict.LESS),
    ("enum", "ENUM ('a', 'b')", "ENUM ('b', 'a')", True, Verdict.DIFFERENT),
    ("grant", "INSERT, SELECT", "SELECT", True, Verdict.LESS),
    ("grant", "SELECT", "INSERT, SELECT WITH GRANT OPTION", True, Verdict.MORE),
    ("grant", "SELECT WITH GRANT OPTION", "SELECT", True, Verdict.LESS),
]


@pytest.mark.parametrize(("kind", "declared", "found", "valid", "expected"), VERDICTS)
def test_a_row_of_the_table(
    kind: str, declared: str, found: str, valid: bool, expected: Verdict
) -> None:
    there = one(kind, "t.x", found, valid)
    assert verdict(one(kind, "t.x", declared), there) is expected
    assert verdict(one(kind, "t.x", declared), None) is Verdict.ABSENT


def test_labels_as_they_are_quoted() -> None:
    assert labels("ENUM ('a', 'it''s, b', E'back\\\\slash''')") == ["a", "it's, b", "back\\slash'"]
    assert labels("ENUM ()") == []


def test_what_is_lacking_of_a_grant() -> None:
    grantable = "SELECT WITH GRANT OPTION"
    assert lacking(f"INSERT, {grantable}", "INSERT, SELECT") == grantable
    assert lacking("INSERT, SELECT", grantable) == "INSERT"


def test_of_a_table_that_is_gone_only_that_is_said() -> None:
    parts = (
        one("index", "t.ix", "INDEX (c)"),
        one("comment", "ix.", "said of the index"),
        one("sequence", ".s", "AS integer OWNED BY t.c"),
        Declaration("grant", Name("public", "TABLE public.t", "PUBLIC"), "SELECT"),
        Declaration("grant", Name("public", "COLUMN public.t.c", "PUBLIC"), "SELECT"),
    )
    other = Declaration("grant", Name("public", "TABLE public.tt", "PUBLIC"), "SELECT")
    decided = judge(objects(TABLE, COLUMN, *parts, other), {})
    assert [each.declared for each in decided] == [TABLE, other]
    assert not mendable(decided[0])


def test_the_same_under_another_name_is_not_made_twice() -> None:
    for kind, definition in (("index", "INDEX (c)"), ("constraint", "CHECK (c > 0)")):
        there = one(kind, "t.found", definition)
        (decided,) = judge(objects(one(kind, "t.declared", definition)), objects(there))
        assert (decided.verdict, decided.found) == (Verdict.DIFFERENT, there)


def test_a_name_that_is_taken_is_not_made() -> None:
    for there in (one("index", "other.x", "INDEX (c)"), one("view", ".x", "VIEW AS SELECT 1")):
        (decided,) = judge(objects(one("index", "t.x", "INDEX (c)")), objects(there))
        assert (decided.verdict, decided.found) == (Verdict.DIFFERENT, there)


def test_a_table_has_one_primary_key() -> None:
    there = one("constraint", "t.other", "PRIMARY KEY (d)")
    (decided,) = judge(objects(one("constraint", "t.pk", "PRIMARY KEY (c)")), objects(there))
    assert (decided.verdict, decided.found) == (Verdict.DIFFERENT, there)


def test_in_the_order_in_which_it_can_be_made() -> None:
    refers = one("constraint", "a.fk", "FOREIGN KEY (c) REFERENCES t")
    key, touch = one("constraint", "z.pk", "PRIMARY KEY (c)"), one("trigger", "t.touch", "T")
    function = one("function", ".f()", "FUNCTION()")
    part = one("table", "a_part.", "TABLE PARTITION OF public.t")
    below, above = one("trigger", "a_part.touch", "T"), touch
    found = objects(TABLE, part)
    decided = judge(objects(refers, below, above, function, key, TABLE, part), found)
    order = [each.declared for each in decided if each.verdict is Verdict.ABSENT]
    assert order == [function, key, refers, above, below]


def test_what_a_declared_table_has_beyond() -> None:
    index, stranger = one("index", "t.more", "INDEX (c)"), one("index", "u.more", "INDEX (c)")
    assert beyond(objects(TABLE, COLUMN), objects(TABLE, COLUMN, index, stranger)) == [index]
