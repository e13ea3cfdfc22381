"""What one measurement came to, beside what it is held against."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """Seconds of ours, and of what it is held against, a pair a round; `bound` on their ratio."""

    what: str
    ours: list[float]
    against: str
    theirs: list[float]
    bound: float | None

    @property
    def ratio(self) -> float:
        """The median of the rounds' ratios: what slows a machine down slows both of a pair."""
        return statistics.median(a / b for a, b in zip(self.ours, self.theirs, strict=True))

    @property
    def holds(self) -> bool:
        return self.bound is None or self.ratio <= self.bound

    def row(self) -> str:
        bound = "-" if self.bound is None else f"≤ {self.bound:g}x"
        ours, theirs = (statistics.median(times) * 1000 for times in (self.ours, self.theirs))
        times = f"{ours:.0f} ms | {self.against} | {theirs:.0f} ms"
        return f"| {self.what} | {times} | {self.ratio:.2f}x | {bound} |"


def seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def column(rows: list[tuple[float, ...]], number: int) -> list[float]:
    return [row[number] for row in rows]
