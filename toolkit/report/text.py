"""A replay as text: a block for each refuted verdict, less for the rest, then the counts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from toolkit.findings import Judgement, Replayed, Verdict
from toolkit.report.experiments import EXPERIMENTS, UNKNOWN
from toolkit.report.legible import legible, shortened
from toolkit.report.verdicts import (
    LEGEND,
    SYMBOLS,
    counts,
    experiments,
    flattened,
    grouped,
    same,
    total,
)

STATEMENT, DIFF, NAMED = 200, 40, 8
"""How much is shown: characters of a statement, lines of a diff, revisions of a group."""
GROUPS = (
    (Judgement.PROVED, "proved, but not of everything"),
    (Judgement.NOT_RUN, "not run"),
)


@dataclass(frozen=True)
class Block:
    """A title and what stands below it; legible already."""

    title: str
    lines: tuple[str, ...]
    judgement: Judgement | None = None


def replay(replayed: Sequence[Replayed]) -> str:
    """All blocks, an empty line between them."""
    return "\n".join("\n".join(lines(block)) + "\n" for block in blocks(replayed))


def lines(block: Block) -> Iterator[str]:
    symbol = f"{SYMBOLS[block.judgement]} " if block.judgement else ""
    yield symbol + block.title
    yield from (f"    {line}" for line in block.lines)


def blocks(replayed: Sequence[Replayed]) -> Iterator[Block]:
    """What is refuted, what was proved in part, what was not run and why; last the counts."""
    for one in replayed:
        yield from _refuted(one)
    for judgement, title in GROUPS:
        for reason, revisions in grouped(replayed, judgement).items():
            head, *rest = legible(reason).splitlines() or ["no reason is known"]
            yield Block(f"{title}: {head}", (*rest, *_named(revisions)), judgement)
    yield Block(total(replayed), tuple(_table(replayed)))


def _refuted(one: Replayed) -> Iterator[Block]:
    for verdict in one.verdicts:
        if verdict.verdict is Judgement.REFUTED:
            title = " ".join(f"{legible(one.revision)} {legible(one.title)}".split())
            before = same(verdict, one.verdicts)
            rows = [("why", f"as at {before}")] if before else _rows(verdict)
            found = tuple(line for label, body in rows for line in _labelled(label, body))
            yield Block(f"{legible(verdict.experiment)} refuted: {title}", found, verdict.verdict)


def _rows(verdict: Verdict) -> list[tuple[str, str]]:
    words = EXPERIMENTS.get(verdict.experiment, UNKNOWN)
    return [
        ("tried", words.tried),
        ("at", shortened(verdict.statement, STATEMENT)),
        ("sqlstate", legible(verdict.sqlstate)),
        ("why", legible(verdict.reason)),
        ("differs", f"{LEGEND}\n{_cut(legible(verdict.diff))}" if verdict.diff else ""),
        ("next", words.remedy),
    ]


def _labelled(label: str, body: str) -> Iterator[str]:
    for number, line in enumerate(body.splitlines()):
        yield f"{'' if number else label:<9} {line}".rstrip()


def _cut(diff: str) -> str:
    found = diff.splitlines()
    rest = [f"and {len(found) - DIFF} lines more (in the JSON)"] if len(found) > DIFF else []
    return "\n".join([*found[:DIFF], *rest])


def _named(revisions: dict[str, list[str]]) -> Iterator[str]:
    width = max(len(legible(name)) for name in revisions)
    for experiment, names in revisions.items():
        rest = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
        shown = ", ".join(legible(name) for name in names[:NAMED])
        yield f"{legible(experiment):<{width}}  {shown}{rest}"


def _table(replayed: Sequence[Replayed]) -> Iterator[str]:
    names = experiments(replayed)
    if names:
        width = max(len(legible(name)) for name in names)
        yield " " * width + "".join(f"{judgement:>9}" for judgement in Judgement)
        for name in names:
            found = counts(one for one in flattened(replayed) if one.experiment == name)
            numbers = "".join(f"{number:>9}" for number in found.values())
            yield f"{legible(name):<{width}}{numbers}"
