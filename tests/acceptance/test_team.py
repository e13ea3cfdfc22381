"""The example team, killed: at each kind of step and at random, with its servers going away."""

import random
import signal
import subprocess
import time
from collections.abc import Iterator

import pytest
from redis import Redis

from .teamwork import Team, complete, team
from .waiting import until

ALL = (
    "miles to kilometres", "yards to metres", "feet to metres", "inches to centimetres",
    "nautical miles to kilometres", "acres to hectares", "pounds to kilograms", "ounces to grams",
    "stones to kilograms", "carats to grams", "pints to litres", "gallons to litres",
    "barrels to litres", "knots to metres per second", "hours to seconds", "days to hours",
    "weeks to days", "calories to joules", "horsepower to watts", "bars to pascals",
)  # fmt: skip
BEGINS, RECORDS = "agent_events", "operation_outputs"
PLACES = (
    (BEGINS, "begin"), (RECORDS, "begin"),
    (RECORDS, "planner__model.request"),
    (BEGINS, "assign"), (RECORDS, "assign"),
    (RECORDS, "work"),
    (BEGINS, "take"), (RECORDS, "take"),
    (BEGINS, "model"), (RECORDS, "coder__model.request"),
    (BEGINS, "recall"), (RECORDS, "recall"),
    (BEGINS, "commit"), (RECORDS, "commit"),
    (RECORDS, "reviewer__model.request"),
    (BEGINS, "review"), (RECORDS, "review"),
    (BEGINS, "test"), (RECORDS, "test"),
    (RECORDS, "merge"),
    (BEGINS, "combine"), (RECORDS, "combine"),
    (BEGINS, "publish"), (RECORDS, "publish"),
    (RECORDS, "DBOS.getResult"),
    (BEGINS, "finish"), (RECORDS, "finish"),
    (BEGINS, "end"), (RECORDS, "end"),
)  # fmt: skip
"""Where a step's effects are still to come, and where they are there and its record is not; in the
order in which a task comes by."""


@pytest.fixture
def hive() -> Iterator[Team]:
    with team() as found:
        yield found


@pytest.fixture
def full(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--full"))


def finished(hive: Team, run: "subprocess.Popen[bytes]", request: tuple[str, ...]) -> None:
    said = run.communicate(timeout=300)[0].decode()
    assert run.returncode == 0, said + hive.logs()
    assert said.count("merged") == len(request)
    complete(hive, request)


def test_killed_at_each_kind_of_step(hive: Team, full: bool) -> None:
    request = ALL[:3]
    chosen = PLACES if full else sorted(random.sample(PLACES, 3), key=PLACES.index)
    print(chosen)
    hive.work("w1")
    run = None
    for place, step in chosen:
        with hive.holding(place, step):
            run = run or hive.submit(request)
            hive.kill(hive.held())
        hive.work("w1")
    assert run is not None
    finished(hive, run, request)
