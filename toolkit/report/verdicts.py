"""The verdicts of a replay counted, grouped and compared, as every format needs them."""

from collections.abc import Iterable, Iterator, Sequence

from toolkit.findings import Judgement, Replayed, Verdict
from toolkit.report.experiments import EXPERIMENTS

SEVERITY = (Judgement.REFUTED, Judgement.NOT_RUN, Judgement.PROVED)
"""The worst first."""
LEGEND = "- as it should be, + as it is"
"""Of a diff."""
SYMBOLS = {Judgement.PROVED: "✔", Judgement.REFUTED: "✘", Judgement.NOT_RUN: "○"}


def flattened(replayed: Iterable[Replayed]) -> Iterator[Verdict]:
    """In the order in which they were given."""
    return (verdict for one in replayed for verdict in one.verdicts)


def worst(verdicts: Iterable[Verdict]) -> Judgement:
    """Of nothing it is `not-run`: what was not run is never counted as proved."""
    found = {one.verdict for one in verdicts} or {Judgement.NOT_RUN}
    return min(found, key=SEVERITY.index)


def counts(verdicts: Iterable[Verdict]) -> dict[Judgement, int]:
    found = dict.fromkeys(Judgement, 0)
    for one in verdicts:
        found[one.verdict] += 1
    return found


def experiments(replayed: Iterable[Replayed]) -> list[str]:
    """Those that have a verdict: the known ones in their order, then any other."""
    found = dict.fromkeys(one.experiment for one in flattened(replayed))
    known = [name for name in EXPERIMENTS if name in found]
    return known + [name for name in found if name not in EXPERIMENTS]


def grouped(replayed: Iterable[Replayed], judgement: Judgement) -> dict[str, dict[str, list[str]]]:
    """By reason, then experiment: the revisions. Proofs without a reason are of everything."""
    found: dict[str, dict[str, list[str]]] = {}
    for one in flattened(replayed):
        if one.verdict is judgement and (one.reason or judgement is not Judgement.PROVED):
            found.setdefault(one.reason, {}).setdefault(one.experiment, []).append(one.revision)
    return found


def total(replayed: Sequence[Replayed]) -> str:
    """`20 revisions: 118 proved, 1 refuted, 1 not-run`."""
    found = counts(flattened(replayed))
    many = f"{len(replayed)} revision{'' if len(replayed) == 1 else 's'}"
    return f"{many}: " + ", ".join(f"{number} {judgement}" for judgement, number in found.items())


def same(verdict: Verdict, others: Iterable[Verdict]) -> str:
    """The experiment, of those before it on this revision, that was refuted in just this way."""
    for other in others:
        if other is verdict:
            return ""
        if other.verdict is verdict.verdict and _manner(other) == _manner(verdict):
            return other.experiment
    return ""


def _manner(verdict: Verdict) -> tuple[str, ...]:
    return verdict.statement, verdict.sqlstate, verdict.reason, verdict.diff
