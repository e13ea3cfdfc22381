"""One total time for a chain of waits."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

Answer = TypeVar("Answer")
STEP = 0.002


@dataclass(frozen=True)
class Deadline:
    """`seconds` were given; it is over at `end` of the monotonic clock."""

    seconds: float
    end: float

    @classmethod
    def after(cls, seconds: float) -> "Deadline":
        return cls(seconds, time.monotonic() + seconds)

    def left(self) -> float:
        """Seconds, never negative."""
        return max(0.0, self.end - time.monotonic())

    def until(self, ask: Callable[[], Answer], step: float = STEP) -> Answer:
        """Ask every `step` seconds until the answer is true, or time is out; the last answer."""
        answer = ask()
        while not answer and self.left():
            time.sleep(step)
            answer = ask()
        return answer
