"""A replay as one HTML page that needs nothing else: no network, no library, no other file."""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from string import Template

from toolkit.findings import Judgement, Replayed
from toolkit.report.page.article import article
from toolkit.report.page.listing import listing
from toolkit.report.page.overview import overview
from toolkit.report.page.parts import symbol
from toolkit.report.page.tag import Html, joined, tag
from toolkit.report.verdicts import SEVERITY, total, worst

_HERE = Path(__file__).parent


def replay(title: str, replayed: Sequence[Replayed]) -> str:
    """The page; write it as UTF-8. `title` is what was replayed."""
    style, script = _file("page.css"), _file("page.js")
    return Template(_file("page.html")).substitute(
        title=joined([title]),
        total=joined([total(replayed)]),
        filters=joined(_filters(replayed)),
        revisions=listing(replayed),
        overview=overview(replayed),
        articles=joined(_articles(replayed)),
        style=style,
        style_hash=_hash(style),
        script=script,
        script_hash=_hash(script),
    )


def _file(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """By which the page's policy knows its own style and script; no other is run."""
    return b64encode(sha256(text.encode()).digest()).decode()


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
