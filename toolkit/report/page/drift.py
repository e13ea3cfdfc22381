"""The drift report as one HTML page: what is declared and what is found, side by side."""

from collections.abc import Iterator

from toolkit.findings import Difference, Differences
from toolkit.report.drift import SIGN, WORDS, plain, total
from toolkit.report.page.parts import link, name
from toolkit.report.page.sheet import sheet
from toolkit.report.page.tag import Html, joined, tag

MENDABLE, PERSON = "mendable", "person"
CLASSES = {MENDABLE: "not-run", PERSON: "refuted"}
"""The style's words for colours."""
FILTERS = {MENDABLE: "a command converges", PERSON: "for a person"}


def drift(title: str, found: Differences) -> str:
    """The page; write it as UTF-8. `title` is what was looked at."""
    found = plain(found)
    return sheet(
        title=joined([title]),
        kind="drift",
        total=joined([total(found)]),
        legend="Show what differs by what goes on",
        find="Object, definition",
        filters=joined(_filter(found, way) for way in FILTERS),
        listing=tag("nav", tag("ol", *map(_row, found.differences)), aria_label="What differs"),
        overview=tag("section", *_overview(found), class_="overview"),
        articles=joined(map(_article, found.differences)),
    )


def _way(one: Difference) -> str:
    return MENDABLE if one.next else PERSON


def _filter(found: Differences, way: str) -> Html:
    number = sum(_way(one) == way for one in found.differences)
    box = tag("input", type="checkbox", value=way, checked=True)
    return tag("label", box, _symbol(way), f" {number} {FILTERS[way]}")


def _symbol(way: str) -> Html:
    """A sign beside the colour, and the word for who sees neither."""
    words = FILTERS[way]
    return tag("span", SIGN[way == MENDABLE], class_=f"symbol {CLASSES[way]}", role="img",
               aria_label=words, title=words)  # fmt: skip


def _row(one: Difference) -> Html:
    words = (_symbol(_way(one)), tag("b", one.subject), tag("span", WORDS[one.verdict]))
    return tag("li", link(one.subject, *words), data_verdict=_way(one))


def _overview(found: Differences) -> Iterator[Html]:
    yield tag("h2", f"Declared: {found.declared}")
    ways = dict.fromkeys(one.next for one in found.differences if one.next)
    for way in ways:
        count = sum(one.next == way for one in found.differences)
        yield tag("p", _symbol(MENDABLE), f" {count}: ", tag("code", way))
    if by_hand := sum(not one.next for one in found.differences):
        yield tag("p", _symbol(PERSON), f" {by_hand}: the SQL that stands there, run by a person")
    if not found.differences:
        yield tag("p", "Nothing differs.")
    if found.notes:
        yield tag("h2", "Notes")
        yield tag("ul", *(tag("li", note, class_="reason") for note in found.notes))


def _article(one: Difference) -> Html:
    return tag(
        "article",
        tag("a", "✕", href="#", class_="close", aria_label="close"),
        tag("h2", _symbol(_way(one)), " ", tag("b", one.subject), f" {WORDS[one.verdict]}"),
        tag("div", _side("declared", one.declared), _side("found", one.found or "nothing"),
            class_="sides"),
        tag("h3", "What goes on"),
        *([tag("pre", one.next)] if one.next else []),
        *([tag("p", "which runs" if one.next else "by hand"), tag("pre", "\n".join(one.sql))]
          if one.sql else []),
        id=name(one.subject),
        class_=CLASSES[_way(one)],
        tabindex="-1",
    )  # fmt: skip


def _side(label: str, definition: str) -> Html:
    return tag("section", tag("h3", label), tag("pre", definition))
