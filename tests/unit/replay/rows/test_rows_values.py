"""Values without a server: distinct ones, what a check's words suggest, texts that match."""

import re

import pytest

from toolkit.replay.rows.hints import Words, fits, hints
from toolkit.replay.rows.order import ordered, waits
from toolkit.replay.rows.patterns import like, matching
from toolkit.replay.rows.plain import PLAIN, Place, letters, text
from toolkit.replay.rows.slots import Search, Slot
from toolkit.replay.rows.tables import Column, Foreign, Table, mentioned

HERE, THERE = Place("name", 4_711_000, 7), Place("other", 4_712_000, 8)
FEW = {"bool": 2, "regclass": 4, "regtype": 4, "regrole": 3, "regnamespace": 3, "aclitem": 3}
SAME = {
    *(
        "char",
        "jsonpath",
        "xml",
        "line",
        "lseg",
        "path",
        "box",
        "polygon",
        "circle",
        "bit",
        "varbit",
    ),
    *("pg_lsn", "xid", "xid8", "cid", "tid", "int2vector", "oidvector", "regclass", "regtype"),
    *("regrole", "regnamespace", "aclitem", "sparsevec", "bool"),
}


@pytest.mark.parametrize("name", PLAIN)
def test_values_of_a_type_are_distinct_and_told_apart(name: str) -> None:
    values = [PLAIN[name](HERE, -1, n) for n in range(20)]
    assert len({*values}) == FEW.get(name, 20)
    assert values == [PLAIN[name](HERE, -1, n) for n in range(20)]
    others = [PLAIN[name](THERE, -1, n) for n in range(20)]
    assert name in SAME or not {*values} & {*others}


@pytest.mark.parametrize(("digits", "scale"), [(10, 2), (3, 0), (3, 3), (1, 0), (2, 1), (5, -2)])
def test_numbers_have_room(digits: int, scale: int) -> None:
    modifier = (digits << 16 | scale & 0x7FF) + 4
    values = [PLAIN["numeric"](HERE, modifier, n) for n in range(9)]
    assert len({*values}) == 9
    assert all(len(value.replace(".", "").strip("0")) <= digits for value in values)


@pytest.mark.parametrize("limit", range(1, 9))
def test_texts_have_room(limit: int) -> None:
    values = [text(HERE, limit, n) for n in range(20)]
    assert len({*values}) == 20
    assert {len(value) <= limit for value in values} == {True}


def test_letters_count_on() -> None:
    assert [letters(2, n) for n in (0, 1, 25, 26, 676)] == ["aa", "ab", "az", "ba", "aa"]


@pytest.mark.parametrize(
    "pattern",
    [
        r"^[a-z]+$",
        r"^[^@\s]+@[^@\s]+\.[a-z]{2,}$",
        r"^\+?[1-9]\d{7,14}$",
        r"^(foo|bar)_\w+$",
        r"^#[0-9a-fA-F]{6}$",
        r"^[A-Z]{2}[0-9]{4}(-[a-z]*)?$",
        r"x.y",
        r"^\S+ \d{3}$",
        r"^[^a-z]{3}$",
    ],
)
def test_texts_match(pattern: str) -> None:
    found = matching(pattern, 4)
    assert len(found) == 4
    assert all(re.search(pattern, one) for one in found)


@pytest.mark.parametrize("pattern", ["(", "[", "*a", "a{9999999999}", r"\Z(?<=x"])
def test_what_is_no_pattern_has_none(pattern: str) -> None:
    assert all(isinstance(one, str) for one in matching(pattern, 3))


def test_classes_of_posix_are_read() -> None:
    assert all(one.isalnum() for one in matching("^[[:alpha:]][[:alnum:]]{3}$", 5))
    assert matching("^[[:digit:]]{3}$", 1)[0].isdigit()


def test_like() -> None:
    assert like("a%b_", 2) == ["aa1ba", "aa2bb"]


def test_the_words_of_a_check() -> None:
    words = Words(["((s)::text = ANY ('{a,b}'::text[])) AND (n >= '-5'::integer)", "n < 10.5"])
    assert {"a", "b"} < {*words.texts}
    assert words.numbers == [-5, 10.5]


def test_hints_are_at_beside_and_between_the_bounds() -> None:
    found = hints("int4", -1, Words(["(n > 3) AND (n < 9)"]), HERE, 3)
    assert {"4", "6", "8"} < {*found}
    assert not [one for one in found if "." not in one and not fits("int4", -1, one)]


@pytest.mark.parametrize(
    ("name", "number", "fit"),
    [("int2", "32768", False), ("int2", "-1", True), ("int4", "0.5", False), ("oid", "-1", False),
     ("float8", "0.5", True), ("numeric", "0.5", True)],
)  # fmt: skip
def test_fits(name: str, number: str, fit: bool) -> None:
    assert fits(name, -1, number) is fit


def test_columns_are_found_in_an_expression() -> None:
    columns = [_column(name) for name in ("a", "ab", "Mixed", "order", "it")]
    words = """((a > 5) AND ("Mixed" <> 'it'::text) AND (lower("order") = ab))"""
    assert mentioned(words, columns) == ("a", "ab", "Mixed", "order")


def test_tables_come_after_what_they_refer_to() -> None:
    tables = [_table(1, 2), _table(2, 3), _table(3), _table(4, 4)]
    groups = [[table.oid for table in group] for group in ordered(tables)]
    assert groups == [[3], [2], [1], [4]]


def test_what_goes_round_begins_where_it_can_do_without() -> None:
    tables = [_table(1, 2), _table(2, 1, required=False)]
    groups = list(ordered(tables))
    assert [[table.oid for table in group] for group in groups] == [[2], [1]]
    assert [waits(group, {1, 2}) for group in groups] == [True, False]


def test_what_cannot_do_without_each_other_comes_together() -> None:
    tables = [_table(1, 2), _table(2, 3), _table(3, 2), _table(4)]
    assert [[table.oid for table in group] for group in ordered(tables)] == [[4], [2, 3], [1]]


def test_a_search_tries_every_combination_of_what_is_blamed() -> None:
    a, b = Slot(("a",), [("1",), ("2",)]), Slot(("b",), [("x",), ("y",)], spare=lambda: [("z",)])
    search, rows = Search([a, b]), []
    while True:
        rows.append(tuple(option[0] for option in search.row(0)))
        if search.blame(("a", "b")):
            break
    assert {*rows} == {(one, two) for one in "12" for two in "xyz"}
    assert len(rows) == 6


def _column(name: str, *, required: bool = True) -> Column:
    return Column(1, name, 23, -1, "integer", required, False, False, "", None)


def _table(oid: int, *targets: int, required: bool = True) -> Table:
    columns = tuple(_column(f"c{to}", required=required) for to in targets)
    keys = tuple(Foreign(f"f{to}", (f"c{to}",), to, "public", f"t{to}", ("id",)) for to in targets)
    return Table(oid, "public", f"t{oid}", 0, columns, (), (), keys, frozenset())
