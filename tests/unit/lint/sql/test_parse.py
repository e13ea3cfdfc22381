"""Text that is long, deep, broken, foreign or random: places are right, and nothing is raised."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.lint.effects import Blind, Do
from toolkit.lint.sql.read import asked, read

FRAGMENTS = (
    *"( ) ; , $$ ' \" -- /* */ :: := % %s :x $1 * = || -> é \0 \udc00".split(" "),
    *"SELECT FROM WHERE CREATE TABLE DROP IF NOT EXISTS ALTER ADD COLUMN UPDATE SET INSERT".split(),
    *"INTO VALUES DO BEGIN END THEN LOOP FOR IN EXECUTE CASE WHEN ELSE NULL x t pg_class 1".split(),
)


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=25).map(" ".join))
def test_random_words(text: str) -> None:
    read(text)
    asked(text)


@given(st.text(max_size=60))
def test_random_characters(text: str) -> None:
    read(text)
    read(f"DO $x$ BEGIN {text} END $x$")


DEEP = (
    "SELECT " + "+".join(["1"] * 9_000),
    "SELECT " + "+".join(["1"] * 100_000),
    "SELECT " + "(" * 20_000 + "1" + ")" * 20_000,
    "SELECT " + "CASE WHEN " * 400 + "1" + " THEN 1 END" * 400,
    " UNION ".join(["SELECT 1"] * 20_000),
    "SELECT 1" + "::int" * 20_000,
    "SELECT * FROM a" + " JOIN b ON true" * 20_000,
    "UPDATE t SET x = " + "NOT " * 900 + "x",
    "DO $$ BEGIN " + "IF a THEN IF b THEN RETURN; END IF; END IF; " * 40 + "END $$",
    "x" * 1_000_001,
    "/*" * 100_000,
)


@pytest.mark.parametrize("text", DEEP, ids=range(len(DEEP)))
def test_too_complex(text: str) -> None:
    found = read(text)
    assert [one.why for one in found if isinstance(one, Blind)]


def test_a_chain_of_rows_is_none() -> None:
    (done,) = read("INSERT INTO t VALUES " + ", ".join(["(1, -2 + 3)"] * 4_000))
    assert isinstance(done, Do)


def test_a_nul_is_not_passed_over() -> None:
    found = read("DROP TABLE a;\0 DROP TABLE b")
    assert any(isinstance(one, Blind) for one in found)


def test_places_are_in_characters() -> None:
    text = "-- é\nDROP TABLE ü;\n\n /* ß */ DROP TABLE b ;"
    found = [one for one in read(text) if isinstance(one, Do)]
    assert [text[one.offset : one.offset + one.length] for one in found] == [
        "DROP TABLE ü",
        "DROP TABLE b",
    ]


def test_one_bad_statement_does_not_hide_the_others() -> None:
    text = "DROP TABLE a; DROPP x 'a;b'; DROP TABLE é;"
    first, bad, last = read(text)
    assert isinstance(first, Do)
    assert isinstance(last, Do)
    assert isinstance(bad, Blind)
    assert "DROPP" in bad.why
    places = [text[one.offset : one.offset + one.length] for one in (first, bad, last)]
    assert places == ["DROP TABLE a", "DROPP x 'a;b'", "DROP TABLE é"]


@pytest.mark.parametrize(
    "text",
    [
        "UPDATE t SET x = %s WHERE y = %(y)s",
        "UPDATE t SET x = :x, j = '{}'::jsonb WHERE y = :y",
        "DELETE FROM t WHERE x %% 2 = 0",
    ],
)
def test_parameters_of_drivers(text: str) -> None:
    (done,) = read(text)
    assert isinstance(done, Do)
    assert done.length == len(text)


def test_virtual_is_read_though_the_parser_is_older() -> None:
    (done,) = read("CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a * 2) VIRTUAL)")
    assert isinstance(done, Do)
