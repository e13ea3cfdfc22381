"""What is shown before a revision is chosen: counts, what is refuted, what was not run and why."""

from collections.abc import Iterator, Mapping, Sequence

from toolkit.findings import Judgement, Replayed
from toolkit.report.legible import shortened
from toolkit.report.page.parts import link, symbol
from toolkit.report.page.tag import Html, joined, tag
from toolkit.report.verdicts import counts, experiments, flattened, grouped

REASON = 240
GROUPS = (
    (Judgement.PROVED, "Proved, but not of everything"),
    (Judgement.NOT_RUN, "Not run"),
)


def overview(replayed: Sequence[Replayed]) -> Html:
    return tag("section", *_parts(replayed), class_="overview")


def _parts(replayed: Sequence[Replayed]) -> Iterator[Html]:
    yield tag("h2", "What was tried")
    yield _table(replayed)
    refuted = list(_refuted(replayed))
    if refuted:
        yield tag("h2", "Refuted")
        yield tag("ul", *refuted)
    for judgement, title in GROUPS:
        groups = grouped(replayed, judgement)
        if groups:
            yield tag("h2", title)
            yield tag("ul", *(_group(*item) for item in groups.items()))


def _table(replayed: Sequence[Replayed]) -> Html:
    heads = (tag("th", symbol(one), " ", one, scope="col") for one in Judgement)
    head = tag("tr", tag("th", "experiment", scope="col"), *heads)
    return tag("table", tag("thead", head), tag("tbody", *_counted(replayed)))


def _counted(replayed: Sequence[Replayed]) -> Iterator[Html]:
    for name in experiments(replayed):
        found = counts(one for one in flattened(replayed) if one.experiment == name)
        cells = (tag("td", str(number)) for number in found.values())
        yield tag("tr", tag("th", name, scope="row"), *cells)


def _refuted(replayed: Sequence[Replayed]) -> Iterator[Html]:
    for one in flattened(replayed):
        if one.verdict is Judgement.REFUTED:
            where = link(one.revision, tag("b", one.revision), f" {one.experiment}")
            yield tag("li", symbol(one.verdict), " ", where, " ", shortened(one.reason, REASON))


def _group(reason: str, revisions: Mapping[str, Sequence[str]]) -> Html:
    lines = (
        tag("p", f"{name}: ", joined(joined([link(one), " "]) for one in found))
        for name, found in revisions.items()
    )
    return tag("li", reason or "No reason is known", *lines)
