"""All about one revision: verdicts, differences, statements and how long they took."""

from collections.abc import Collection, Iterator, Sequence

from toolkit.findings import Judgement, Replayed, Statement, Verdict
from toolkit.report.experiments import EXPERIMENTS, UNKNOWN
from toolkit.report.page.parts import executing, link, name, seconds, symbol
from toolkit.report.page.tag import Html, joined, tag
from toolkit.report.verdicts import LEGEND, same, worst

SIGNS = {"-": "del", "+": "ins"}


def article(one: Replayed, children: Sequence[str], shown: Collection[str]) -> Html:
    """`children` come right after it; `shown` are all that have an article."""
    judgement = worst(one.verdicts)
    return tag(
        "article",
        tag("a", "✕", href="#", class_="close", aria_label="close"),
        tag("h2", symbol(judgement), " ", tag("b", one.revision), " ", one.title),
        tag("p", *_place(one, children, shown), class_="place"),
        *(_verdict(verdict, one.verdicts) for verdict in one.verdicts),
        *_statements(one),
        id=name(one.revision),
        class_=judgement.value,
        tabindex="-1",
    )


def _place(one: Replayed, children: Sequence[str], shown: Collection[str]) -> Iterator[str]:
    for word, revisions in (("after", one.parents), ("before", children)):
        if revisions:
            yield f"{word} "
            links = (link(each) if each in shown else each for each in revisions)
            yield from (joined([each, " "]) for each in links)
    many = len(one.statements)
    yield f"{many} statement{'' if many == 1 else 's'} in {executing(one):.3f} s"


def _verdict(one: Verdict, others: Sequence[Verdict]) -> Html:
    head = tag(
        "h3", symbol(one.verdict), " ", one.experiment, " ", one.verdict, seconds(one.seconds)
    )
    return tag("section", head, *_evidence(one, others), class_=f"verdict {one.verdict}")


def _evidence(one: Verdict, others: Sequence[Verdict]) -> Iterator[Html]:
    if one.verdict is not Judgement.REFUTED:
        yield from _told(one)
    elif before := same(one, others):
        yield tag("p", f"As at {before}.")
    else:
        words = EXPERIMENTS.get(one.experiment, UNKNOWN)
        yield from _labelled("tried", tag("p", words.tried), words.tried)
        yield from _labelled("why", tag("p", one.reason, class_="reason"), one.reason)
        yield from _labelled("SQLSTATE", tag("p", tag("code", one.sqlstate)), one.sqlstate)
        yield from _labelled("at", tag("pre", one.statement), one.statement)
        yield from _labelled("differs", _diff(one.diff), one.diff)
        yield from _labelled("next", tag("p", words.remedy), words.remedy)


def _told(one: Verdict) -> Iterator[Html]:
    if one.reason:
        yield tag("p", one.reason, class_="reason")
    if one.statement:
        yield tag("pre", one.statement)
    if one.diff:
        yield _diff(one.diff)


def _labelled(label: str, body: Html, wanted: str) -> Iterator[Html]:
    if wanted:
        yield tag("div", tag("span", label, class_="label"), body, class_="labelled")


def _diff(diff: str) -> Html:
    lines = (tag(SIGNS.get(line[:1], "span"), line) for line in diff.splitlines())
    return tag("pre", tag("span", LEGEND, class_="label"), *lines, class_="diff")


def _statements(one: Replayed) -> Iterator[Html]:
    if one.statements:
        longest = max(statement.seconds for statement in one.statements)
        items = (_statement(statement, longest) for statement in one.statements)
        yield tag("h3", "Statements")
        yield tag("ol", *items, class_="statements")


def _statement(one: Statement, longest: float) -> Html:
    share = 100 * one.seconds / longest if longest > 0 else 0
    bar = tag("svg", tag("rect", width=f"{share:.1f}%", height="100%"), class_="bar",
              aria_hidden="true")  # fmt: skip
    return tag("li", tag("p", bar, seconds(one.seconds)), tag("pre", one.text))
