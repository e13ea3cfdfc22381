"""A row of the graph as a slice of SVG: slices stand below each other and join."""

from collections.abc import Iterator

from toolkit.findings import Judgement
from toolkit.report.page.lanes import Row
from toolkit.report.page.tag import Html, tag

HEIGHT, MIDDLE = 32, 16
WIDEST, NARROWEST, WHOLE = 18.0, 5.0, 260.0
"""Of a lane, at most and at least, and of all lanes where there are many."""


def slices(rows: list[Row], judgements: list[Judgement]) -> Iterator[Html]:
    many = 1 + max((lane for row in rows for lane in (row.lane, *row.passing, *row.up)), default=0)
    gap = max(NARROWEST, min(WIDEST, WHOLE / many))
    width = many * gap + 8
    for row, judgement in zip(rows, judgements, strict=True):
        yield tag(
            "svg",
            tag("path", class_="line", d=" ".join(_lines(row, gap))),
            *([tag("path", class_="line elsewhere", d=_up(row.lane, row.lane, gap))]
              if row.elsewhere else []),
            _node(_x(row.lane, gap), judgement),
            viewBox=f"0 0 {width:g} {HEIGHT}",
            width=f"{width / 16:g}rem",
            height=f"{HEIGHT / 16:g}rem",
            aria_hidden="true",
        )  # fmt: skip


def _x(lane: int, gap: float) -> float:
    return 4 + (lane + 0.5) * gap


def _lines(row: Row, gap: float) -> Iterator[str]:
    for lane in row.passing:
        yield f"M{_x(lane, gap):g} 0V{HEIGHT}"
    if row.down:
        yield f"M{_x(row.lane, gap):g} {MIDDLE}V{HEIGHT}"
    for lane in row.up:
        yield _up(row.lane, lane, gap)


def _up(here: int, there: int, gap: float) -> str:
    """From the node to the upper edge, bent where the lane is another."""
    x, to = _x(here, gap), _x(there, gap)
    return f"M{x:g} {MIDDLE}C{x:g} 5 {to:g} 11 {to:g} 0"


def _node(x: float, judgement: Judgement) -> Html:
    """Another shape for each, not only another colour."""
    if judgement is Judgement.REFUTED:
        return tag("path", class_="node refuted", d=f"M{x:g} 8l8 8-8 8-8-8z")
    radius = "5" if judgement is Judgement.PROVED else "4.5"
    return tag("circle", class_=f"node {judgement}", cx=f"{x:g}", cy=str(MIDDLE), r=radius)
