"""The list of revisions, the graph drawn beside it."""

from collections.abc import Iterator, Sequence

from toolkit.findings import Replayed
from toolkit.report.page.drawing import slices
from toolkit.report.page.lanes import lanes
from toolkit.report.page.parts import executing, link, seconds, symbol
from toolkit.report.page.tag import Html, joined, tag
from toolkit.report.verdicts import experiments, worst


def listing(replayed: Sequence[Replayed]) -> Html:
    names = experiments(replayed)
    heads = tag("p", *(tag("span", one) for one in names), class_="heads", aria_hidden="true")
    return tag("nav", heads, tag("ol", *_rows(replayed, names)), aria_label="Revisions")


def _rows(replayed: Sequence[Replayed], names: Sequence[str]) -> Iterator[Html]:
    judgements = [worst(one.verdicts) for one in replayed]
    drawn = slices(lanes(replayed), judgements)
    for one, judgement, drawing in zip(replayed, judgements, drawn, strict=True):
        words = (
            drawing,
            symbol(judgement),
            tag("b", one.revision),
            tag("span", one.title, class_="title"),
            seconds(executing(one)),
            tag("span", _marks(one, names), class_="marks"),
        )
        yield tag("li", link(one.revision, *words), data_verdict=judgement.value)


def _marks(one: Replayed, names: Sequence[str]) -> Html:
    """A sign an experiment, below its name."""
    found = ([v for v in one.verdicts if v.experiment == name] for name in names)
    return joined(symbol(worst(some)) if some else tag("span", "") for some in found)
