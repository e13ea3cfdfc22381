"""What becomes of a bootstrap whose process is killed, interrupted or paused, or is not alone."""

import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from signal import SIGCONT, SIGINT, SIGKILL, SIGSTOP, SIGTERM

import pytest

from tests.acceptance.waiting import until
from tests.integration.reliability.keyboard import Keyboard, Running, Said
from tests.integration.reliability.stages import EMPTY, Case, Stages
from toolkit.findings import converged

Count = Callable[[int], None]
PARTS = 8
"""Of a full count, each for itself, so that several processes take part."""
DONE = {SIGINT: 130, SIGTERM: 143}
FEW = 2
FULL = pytest.mark.full


def parts() -> list[object]:
    return [pytest.param(one, marks=() if one == 0 else pytest.mark.full) for one in range(PARTS)]


def share(cases: list[int], part: int, *, full: bool) -> list[int]:
    """Of all cases those of a part, else a few of them all."""
    return cases[part::PARTS] if full else sorted(random.sample(cases, FEW))


@pytest.fixture(scope="module")
def undisturbed(stages: Stages, keyboard: Keyboard) -> tuple[Said, float]:
    """A bootstrap from nothing, and the seconds that it took."""
    with stages.case(EMPTY) as case:
        begun = time.monotonic()
        said = keyboard.converges(case, stages.undisturbed(EMPTY))
        return said, time.monotonic() - begun


def goes_on(stages: Stages, case: Case, about: object) -> None:
    """A bootstrap is all that it takes."""
    assert converged(case.bootstrap()), about
    assert stages.undisturbed(EMPTY).difference(case.about()) == "", about


@pytest.mark.parametrize("part", parts())
def test_killed_at_each_journal_entry(
    stages: Stages, keyboard: Keyboard, cases: Count, full: bool, part: int
) -> None:
    journal = stages.root / ".hive/journal.jsonl"
    with stages.case(EMPTY) as case:
        keyboard.ends_well(case, "setup-complete")
        expected, total = case.about(), entries(journal)
    numbers = share(list(range(1, total)), part, full=full)
    for number in numbers if full else numbers[:1]:
        with stages.case(EMPTY) as case:
            journal.unlink()
            running = keyboard.start(case.typed, "setup-complete")
            until(lambda number=number: entries(journal) >= number, pause=0.001)
            running.signal(SIGKILL)
            keyboard.wait(running)
            keyboard.converges(case, expected, "setup-complete")
    cases(len(numbers if full else numbers[:1]))


def entries(journal: Path) -> int:
    return journal.read_text("utf-8").count("\n") if journal.is_file() else 0


@pytest.mark.parametrize("part", parts())
def test_killed_at_each_statement(
    stages: Stages,
    keyboard: Keyboard,
    undisturbed: tuple[Said, float],
    cases: Count,
    full: bool,
    part: int,
) -> None:
    numbers = share(list(range(1, undisturbed[0].done + 1)), part, full=full)
    for number in numbers:
        with stages.case(EMPTY) as case:
            running = keyboard.start(case.url, "bootstrap", after=number)
            assert keyboard.wait(running).signal == SIGKILL, number
            goes_on(stages, case, number)
    cases(len(numbers))


@pytest.mark.parametrize("part", parts())
def test_killed(
    stages: Stages,
    keyboard: Keyboard,
    undisturbed: tuple[Said, float],
    cases: Count,
    full: bool,
    part: int,
) -> None:
    count = 200 // PARTS if full else FEW
    for moment in moments(count, undisturbed[1]):
        with stages.case(EMPTY) as case:
            said = signalled(keyboard, case, SIGKILL, moment)
            assert said.signal == SIGKILL or said.exit == 0
            goes_on(stages, case, moment)
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
    stages: Stages,
    keyboard: Keyboard,
    undisturbed: tuple[Said, float],
    cases: Count,
    full: bool,
    part: int,
) -> None:
    count = cut_off(stages, keyboard, undisturbed[1], SIGINT, 56 // PARTS if full else FEW)
    cases(count)


@pytest.mark.parametrize("part", parts())
def test_terminated(
    stages: Stages,
    keyboard: Keyboard,
    undisturbed: tuple[Said, float],
    cases: Count,
    full: bool,
    part: int,
) -> None:
    count = cut_off(stages, keyboard, undisturbed[1], SIGTERM, 56 // PARTS if full else FEW)
    cases(count)


def cut_off(stages: Stages, keyboard: Keyboard, spent: float, number: int, count: int) -> int:
    """It answers, unless it was through, and leaves no transaction of its own behind."""
    for moment in moments(count, spent):
        with stages.case(EMPTY) as case:
            said = signalled(keyboard, case, number, moment)
            assert said.exit in (0, DONE[number]), said
            if said.exit:
                assert said.code == "interrupted"
            goes_on(stages, case, moment)
    return count


HELD = (40, 100, 200, 400)
"""Statements by which the lock is held."""


@pytest.mark.parametrize(
    "after", [pytest.param(one, marks=FULL if one > 40 else ()) for one in HELD]
)
def test_holder_killed(stages: Stages, keyboard: Keyboard, after: int) -> None:
    with stages.case(EMPTY) as case:
        holder = paused(keyboard, case, after)
        other = keyboard.start(case.url, "bootstrap", HIVE_DEADLINE="120")
        until(lambda: "another bootstrap is running" in other.read("err"))
        holder.signal(SIGKILL)
        assert keyboard.wait(holder).signal == SIGKILL
        assert keyboard.wait(other).exit == 0
        assert stages.undisturbed(EMPTY).difference(case.about()) == ""


def paused(keyboard: Keyboard, case: Case, after: int) -> Running:
    """A bootstrap that stands still after so many statements."""
    running = keyboard.start(case.url, "bootstrap", after=after, by=SIGSTOP)
    status = Path(f"/proc/{running.pid}/stat")
    until(lambda: status.read_text().rpartition(")")[2].split()[0] == "T")
    return running


@pytest.mark.parametrize(
    "after", [pytest.param(one, marks=FULL if one > 40 else ()) for one in HELD]
)
def test_holder_paused(stages: Stages, keyboard: Keyboard, after: int) -> None:
    with stages.case(EMPTY) as case:
        holder = paused(keyboard, case, after)
        keyboard.refuses(case, "locked", HIVE_DEADLINE="1")
        holder.signal(SIGCONT)
        assert keyboard.wait(holder).exit == 0
        assert stages.undisturbed(EMPTY).difference(case.about()) == ""


@pytest.mark.parametrize("crowd", [4, pytest.param(16, marks=FULL)])
def test_at_once(
    stages: Stages, keyboard: Keyboard, undisturbed: tuple[Said, float], crowd: int
) -> None:
    with stages.case(EMPTY) as case:
        running = [keyboard.start(case.url, "bootstrap", HIVE_DEADLINE="300") for _ in range(crowd)]
        for one, moment in zip(running[::2], moments(crowd // 2, undisturbed[1]), strict=False):
            time.sleep(moment / crowd)
            one.signal(SIGKILL)
        ended = [keyboard.wait(one) for one in running]
        assert {one.signal for one in ended[::2]} <= {0, SIGKILL}
        assert [(one.exit, one.signal) for one in ended[1::2]] == [(0, 0)] * (crowd // 2)
        assert stages.undisturbed(EMPTY).difference(case.about()) == ""
