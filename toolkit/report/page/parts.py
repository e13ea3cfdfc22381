"""What rows, articles and the overview are made of."""

from urllib.parse import quote

from toolkit.findings import Judgement, Replayed
from toolkit.report.legible import visible
from toolkit.report.page.tag import Html, tag
from toolkit.report.verdicts import SYMBOLS


def name(revision: str) -> str:
    """The id of a revision's article."""
    return visible(revision)


def link(revision: str, *children: str) -> Html:
    return tag("a", *(children or (revision,)), href=f"#{quote(name(revision), safe='')}")


def symbol(judgement: Judgement) -> Html:
    """A sign beside the colour, and the word for who sees neither."""
    return tag(
        "span",
        SYMBOLS[judgement],
        class_=f"symbol {judgement}",
        role="img",
        aria_label=judgement.value,
        title=judgement.value,
    )


def seconds(number: float) -> Html:
    return tag("span", f"{number:.3f} s", class_="time")


def executing(one: Replayed) -> float:
    """Seconds on the server, of all that its upgrade executed."""
    return sum(statement.seconds for statement in one.statements)
