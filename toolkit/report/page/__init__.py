"""A replay as one HTML page that needs nothing else: no network, no library, no other file."""

from collections.abc import Iterator, Sequence

from toolkit.findings import Judgement, Replayed
from toolkit.report.page.article import article
from toolkit.report.page.listing import listing
from toolkit.report.page.overview import overview
from toolkit.report.page.parts import symbol
from toolkit.report.page.sheet import sheet
from toolkit.report.page.tag import Html, joined, tag
from toolkit.report.verdicts import SEVERITY, total, worst


def replay(title: str, replayed: Sequence[Replayed]) -> str:
    """The page; write it as UTF-8. `title` is what was replayed."""
    return sheet(
        title=joined([title]),
        kind="replay",
        total=joined([total(replayed)]),
        legend="Show revisions by their worst verdict",
        find="Revision, title, statement",
        filters=joined(_filters(replayed)),
        listing=listing(replayed),
        overview=overview(replayed),
        articles=joined(_articles(replayed)),
    )


def _filters(replayed: Sequence[Replayed]) -> Iterator[Html]:
    """How many revisions there are of each worst verdict, each to be shown or not."""
    found = [worst(one.verdicts) for one in replayed]
    for judgement in SEVERITY:
        yield _filter(judgement, found.count(judgement))


def _filter(judgement: Judgement, number: int) -> Html:
    box = tag("input", type="checkbox", value=judgement.value, checked=True)
    return tag("label", box, symbol(judgement), f" {number} {judgement}")


def _articles(replayed: Sequence[Replayed]) -> Iterator[Html]:
    children: dict[str, list[str]] = {}
    for one in replayed:
        for parent in one.parents:
            children.setdefault(parent, []).append(one.revision)
    shown = {one.revision for one in replayed}
    for one in replayed:
        yield article(one, children.get(one.revision, ()), shown)
