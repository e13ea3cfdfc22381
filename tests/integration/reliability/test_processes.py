"""What becomes of a bootstrap whose process is killed, interrupted or paused, or is not alone."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from signal import SIGCONT, SIGINT, SIGKILL, SIGSTOP, SIGTERM

import pytest

from tests.acceptance.waiting import until
from tests.integration.reliability.halfway import place
from tests.integration.reliability.keyboard import Keyboard, Running, Said
from tests.integration.reliability.stages import EMPTY, Case, Stages
from tests.integration.reliability.telling import expect_told, under_way
from toolkit.findings import converged
from toolkit.recovery.ladder import Ladder
from toolkit.recovery.place import Place

Count = Callable[[int], None]
PARTS = 8
"""Of a full count, each for itself, so that several processes take part."""
DONE = {SIGINT: 130, SIGTERM: 143}
FEW = 1
FULL = pytest.mark.full


def parts() -> list[object]:
    return [pytest.param(one, marks=() if one == 0 else pytest.mark.full) for one in range(PARTS)]


def share(cases: list[int], part: int, *, full: bool) -> list[int]:
    """Of all cases those of a part, else a few of them all."""
    return cases[part::PARTS] if full else sorted(random.sample(cases, FEW))


@dataclass(frozen=True)
class Undisturbed:
    """A bootstrap from a `stage`: what it comes to, how many statements and how many seconds it
    takes."""

    stages: Stages
    rungs: Ladder
    stage: str
    done: int
    spent: float

    @contextmanager
    def case(self) -> Iterator[Case]:
        with self.stages.case(self.stage) as case:
            yield case

    def difference(self, case: Case) -> str:
        return self.stages.undisturbed(self.stage).difference(case.about())

    def found(self, case: Case) -> Place:
        """Where it stands; the server may still be committing what a killed run sent last."""
        found, again = (place(case, self.rungs) for _ in range(2))
        while found.stamp != again.stamp:
            found, again = again, place(case, self.rungs)
        return found

    def goes_on(self, case: Case, about: object) -> None:
        """What is there is told, and a bootstrap is all that it takes."""
        found = self.found(case)
        expect_told(found, under_way(found.stamp))
        assert converged(case.bootstrap()), about
        assert self.difference(case) == "", about


@pytest.fixture(scope="module")
def undisturbed(
    request: pytest.FixtureRequest, stages: Stages, rungs: Ladder, keyboard: Keyboard
) -> Undisturbed:
    """From nothing; a sample has but three revisions to go."""
    stage = EMPTY if request.config.getoption("--full") else "017"
    with stages.case(stage) as case:
        begun = time.monotonic()
        said = keyboard.converges(replace(case, typed=case.url), stages.undisturbed(stage))
        return Undisturbed(stages, rungs, stage, said.done, time.monotonic() - begun)


@pytest.mark.parametrize("part", parts())
def test_killed_at_each_journal_entry(
    keyboard: Keyboard, undisturbed: Undisturbed, cases: Count, full: bool, part: int
) -> None:
    journal = undisturbed.stages.root / ".hive/journal.jsonl"
    with undisturbed.case() as case:
        keyboard.ends_well(case, "setup-complete")
        expected, total = case.about(), entries(journal)
    numbers = share(list(range(1, total)), part, full=full)
    for number in numbers:
        with undisturbed.case() as case:
            journal.unlink()
            running = keyboard.start(case.typed, "setup-complete")
            until(lambda number=number: entries(journal) >= number, pause=0.001)
            running.signal(SIGKILL)
            keyboard.wait(running)
            keyboard.converges(case, expected, "setup-complete")
    cases(len(numbers))


def entries(journal: Path) -> int:
    return journal.read_text("utf-8").count("\n") if journal.is_file() else 0


@pytest.mark.parametrize("part", parts())
def test_killed_at_each_statement(
    keyboard: Keyboard, undisturbed: Undisturbed, cases: Count, full: bool, part: int
) -> None:
    numbers = share(list(range(1, undisturbed.done + 1)), part, full=full)
    for number in numbers:
        with undisturbed.case() as case:
            running = keyboard.start(case.url, "bootstrap", after=number)
            assert keyboard.wait(running).signal == SIGKILL, number
            undisturbed.goes_on(case, number)
    cases(len(numbers))


@pytest.mark.parametrize("part", parts())
def test_killed(
    keyboard: Keyboard, undisturbed: Undisturbed, cases: Count, full: bool, part: int
) -> None:
    count = 200 // PARTS if full else FEW
    for moment in moments(count, undisturbed.spent):
        with undisturbed.case() as case:
            said = signalled(keyboard, case, SIGKILL, moment)
            assert said.signal == SIGKILL or said.exit == 0
            undisturbed.goes_on(case, moment)
    cases(count)


def signalled(keyboard: Keyboard, case: Case, number: int, moment: float) -> Said:
    """A bootstrap that gets the signal so many seconds after its first statement."""
    running = keyboard.start(case.url, "bootstrap")
    until(lambda: running.read("statements"), pause=0.001)
    time.sleep(moment)
    running.signal(number)
    return keyboard.wait(running)


def moments(count: int, spent: float) -> Iterator[float]:
    seed = random.randrange(10**6)
    print(f"seed {seed}, within {spent:.3f} s")
    chance = random.Random(seed)
    for _ in range(count):
        yield chance.uniform(0, spent)


@pytest.mark.parametrize("part", parts())
def test_interrupted(
    keyboard: Keyboard, undisturbed: Undisturbed, cases: Count, full: bool, part: int
) -> None:
    cases(cut_off(keyboard, undisturbed, SIGINT, 56 // PARTS if full else FEW))


@pytest.mark.parametrize("part", parts())
def test_terminated(
    keyboard: Keyboard, undisturbed: Undisturbed, cases: Count, full: bool, part: int
) -> None:
    cases(cut_off(keyboard, undisturbed, SIGTERM, 56 // PARTS if full else FEW))


def cut_off(keyboard: Keyboard, undisturbed: Undisturbed, number: int, count: int) -> int:
    """It answers, unless it was through, and leaves nothing that keeps the next one from going."""
    for moment in moments(count, undisturbed.spent):
        with undisturbed.case() as case:
            said = signalled(keyboard, case, number, moment)
            assert said.exit in (0, DONE[number]), said
            if said.exit:
                assert said.code == "interrupted"
            undisturbed.goes_on(case, moment)
    return count


HELD = [pytest.param(one, marks=FULL if one > 40 else ()) for one in (40, 100, 200, 300)]
"""Statements by which the lock is held."""


@pytest.mark.parametrize("after", HELD)
def test_holder_killed(keyboard: Keyboard, undisturbed: Undisturbed, after: int) -> None:
    with undisturbed.case() as case:
        with paused(keyboard, case, after) as holder:
            other = keyboard.start(case.url, "bootstrap", HIVE_DEADLINE="300")
            until(lambda: "another bootstrap is running" in other.read("err"))
            holder.signal(SIGKILL)
        assert keyboard.wait(holder).signal == SIGKILL
        assert keyboard.wait(other).exit == 0
        assert undisturbed.difference(case) == ""


@contextmanager
def paused(keyboard: Keyboard, case: Case, after: int) -> Iterator[Running]:
    """A bootstrap that stands still after so many statements, and goes on after the block."""
    running = keyboard.start(case.url, "bootstrap", after=after, by=SIGSTOP)
    status = Path(f"/proc/{running.pid}/stat")
    try:
        until(lambda: status.read_text().rpartition(")")[2].split()[0] == "T")
        yield running
    finally:
        running.signal(SIGCONT)


@pytest.mark.parametrize("after", HELD)
def test_holder_paused(keyboard: Keyboard, undisturbed: Undisturbed, after: int) -> None:
    with undisturbed.case() as case:
        with paused(keyboard, case, after) as holder:
            keyboard.refuses(case, "locked", HIVE_DEADLINE="1")
        assert keyboard.wait(holder).exit == 0
        assert undisturbed.difference(case) == ""


@pytest.mark.parametrize("crowd", [4, pytest.param(16, marks=FULL)])
def test_at_once(keyboard: Keyboard, undisturbed: Undisturbed, crowd: int) -> None:
    with undisturbed.case() as case:
        running = [keyboard.start(case.url, "bootstrap", HIVE_DEADLINE="300") for _ in range(crowd)]
        for one, moment in zip(running[::2], moments(crowd // 2, undisturbed.spent), strict=True):
            time.sleep(moment / crowd)
            one.signal(SIGKILL)
        ended = [keyboard.wait(one) for one in running]
        assert {one.signal for one in ended[::2]} <= {0, SIGKILL}
        assert [(one.exit, one.signal) for one in ended[1::2]] == [(0, 0)] * (crowd // 2)
        assert undisturbed.difference(case) == ""
