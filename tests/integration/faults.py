"""The fault matrix: every state that a bootstrap may meet, and the ending that must follow.

A row is proven by the test of its name in `reliability/test_FAMILY.py`. `nox -s faults` runs all
cases of all rows and writes docs/reliability.md; `make test` runs a sample of the long ones.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Ending(StrEnum):
    """How it must end. Nothing else is an ending: no hang, no traceback, nothing lost."""

    CONVERGED = "converged"
    REFUSED = "refused, nothing changed"


@dataclass(frozen=True)
class Fault:
    """`name` is that of its test, without `test_`; `by`: the command that converges, or the code
    of the error that refuses."""

    family: str
    name: str
    state: str
    ending: Ending
    by: str = "invoke bootstrap"


@dataclass(frozen=True)
class Result:
    """Of a row, or of a test of it: cases that ended as they must, and those that did not."""

    held: int = 0
    broke: int = 0

    def __add__(self, other: "Result") -> "Result":
        return Result(self.held + other.held, self.broke + other.broke)


DATABASES: tuple[Fault, ...] = ()
SERVERS: tuple[Fault, ...] = ()
NETWORK = tuple(
    Fault("network", name, state, Ending.CONVERGED)
    for name, state in (
        ("cut_while_connecting", "cut during connect, after any number of bytes"),
        ("cut_in_each_step", "cut as each step begins"),
        ("cut_in_a_statement", "cut at any statement: before it arrives, or before its answer"),
        ("latency", "300 ms latency"),
        ("black_hole", "a black hole: it accepts, and says nothing"),
        ("silence_in_a_statement", "silence from any statement on, all connections left open"),
    )
)
PROCESSES: tuple[Fault, ...] = ()
CONFIGURATION: tuple[Fault, ...] = ()
FAULTS = (*DATABASES, *SERVERS, *NETWORK, *PROCESSES, *CONFIGURATION)

PAGE = """\
# Reliability

Written by `nox -s faults`. Each row is a state that `invoke bootstrap` may meet. *Converged* means:
by the command that is named, with the rows that were there before; *refused*: stopped with the
error that is named, and with catalog and rows exactly as they were. Every case is a real server or,
where none can be brought to it, a small one that speaks its protocol; no case may hang, and none
may show a secret.
"""


def page(results: Mapping[str, Result]) -> str:
    """docs/reliability.md; a row without a result was not run, and says so."""
    return PAGE + "".join(f"\n{line}" for line in _lines(results)) + "\n"


def _lines(results: Mapping[str, Result]) -> Iterator[str]:
    for family in dict.fromkeys(one.family for one in FAULTS):
        rows = [one for one in FAULTS if one.family == family]
        yield from (f"## {family.capitalize()}", "")
        yield from ("| state | ends | by | cases | held |", "|---|---|---|---|---|")
        for one in rows:
            result = results.get(one.name, Result())
            count = result.held + result.broke
            held = "not run" if not count else "all" if not result.broke else str(result.held)
            yield f"| {one.state} | {one.ending} | `{one.by}` | {count} | {held} |"
        yield ""
    total = sum((results.get(one.name, Result()) for one in FAULTS), Result())
    cases = total.held + total.broke
    yield f"{len(FAULTS)} states, {cases} cases: {total.held} ended as they must."
