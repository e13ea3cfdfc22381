"""The drawn lines lead from each revision to its parents, and nowhere else."""

from collections.abc import Sequence
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from toolkit.findings import Judgement, Replayed
from toolkit.report.page.drawing import slices
from toolkit.report.page.lanes import Row, lanes


@st.composite
def histories(draw: st.DrawFn) -> list[Replayed]:
    """Any graph in which parents come first; some parents are not shown."""
    many = draw(st.integers(1, 14))
    chosen = [draw(st.sets(st.integers(0, max(0, n - 1)), max_size=3)) for n in range(many)]
    strays = [draw(st.booleans()) and draw(st.booleans()) for _ in range(many)]
    return [
        Replayed(str(n), (*(str(p) for p in parents if p < n), *["gone"] * stray), "")
        for n, (parents, stray) in enumerate(zip(chosen, strays, strict=True))
    ]


def led(rows: Sequence[Row], place: int) -> list[int]:
    """Where the lines that go up from a row end."""
    found = []
    for lane in rows[place].up:
        above = place - 1
        while lane in rows[above].passing:
            assert rows[above].lane != lane
            above -= 1
        assert (rows[above].lane, rows[above].down) == (lane, True)
        found.append(above)
    return found


@given(histories())
def test_lines_lead_to_the_parents(history: list[Replayed]) -> None:
    rows = lanes(history)
    for place, one in enumerate(history):
        shown = {int(parent) for parent in one.parents if parent != "gone"}
        assert set(led(rows, place)) == shown
        assert rows[place].elsewhere == ("gone" in one.parents)


@given(histories())
def test_no_line_begins_or_ends_in_between(history: list[Replayed]) -> None:
    rows = lanes(history)
    for above, below in pairwise(rows):
        from_above = {*above.passing, *([above.lane] if above.down else [])}
        assert from_above == {*below.passing, *below.up}
    assert not rows[-1].down
    assert (rows[0].passing, rows[0].up, rows[-1].passing) == ((), (), ())


def test_a_line_of_descent_is_one_lane() -> None:
    history = [Replayed(str(n), (str(n - 1),) if n else (), "") for n in range(500)]
    assert {(row.lane, row.passing) for row in lanes(history)} == {(0, ())}


def test_branches_stand_beside_each_other_and_meet_in_a_merge() -> None:
    history = [
        Replayed("root", (), ""),
        Replayed("left", ("root",), ""),
        Replayed("right", ("root",), ""),
        Replayed("merge", ("left", "right"), ""),
    ]
    rows = lanes(history)
    assert len({rows[1].lane, rows[2].lane}) == 2
    assert set(rows[3].up) == {rows[1].lane, rows[2].lane}


def test_a_parent_that_comes_later_or_is_itself_breaks_nothing() -> None:
    rows = lanes([Replayed("a", ("b", "a"), ""), Replayed("b", ("b",), "")])
    assert [row.up for row in rows] == [(), ()]
    assert all(row.elsewhere for row in rows)


def test_many_lanes_are_narrow() -> None:
    rows = [Row(lane, (), (), False, False) for lane in (0, 40, 99)]
    wide = list(slices(rows, list(Judgement)))
    assert all('width="31.75rem"' in svg for svg in wide)


def test_each_judgement_has_a_shape_of_its_own() -> None:
    row = Row(0, (), (), False, True)
    drawn = list(slices([row] * 3, list(Judgement)))
    assert [("circle" in svg, 'r="5"' in svg) for svg in drawn] == [
        (True, True), (False, False), (True, False),
    ]  # fmt: skip
    assert all("elsewhere" in svg for svg in drawn)
