"""The example team, killed: at each kind of step and at random, with its servers going away."""

import random
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from redis import Redis

from toolkit.findings import Status

from .teamwork import Team, complete, once, team
from .waiting import until

RUN = b"run run, 0 workers\n"
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
    until(lambda: hive.supervised() or run.poll() is not None, 300)
    said = run.communicate()[0].decode()
    assert run.returncode == 0, said + hive.logs()
    assert said.count("merged") == len(request)
    complete(hive, request)


def test_killed_at_each_kind_of_step(hive: Team, full: bool) -> None:
    request = ALL[:3] if full else ALL[:1]
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


def test_killed_at_random(hive: Team, full: bool) -> None:
    """Redis is emptied, then stopped, and PostgreSQL started again, while workers die.

    In full: four workers, 20 tasks, 25 kills.
    """
    request, kills, workers = (ALL, 25, 4) if full else (ALL[:4], 3, 2)
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    chance = random.Random(seed)
    hive.work(*(f"w{number}" for number in range(1, workers + 1)))
    run = hive.submit(request)
    for number in range(kills):
        victim = busy(hive, run)
        time.sleep(chance.uniform(0, 0.3))  # somewhere in what it does
        assert run.poll() is None, f"it ended after {number} kills"
        hive.kill(victim)
        harm(hive, number, kills)
        if number % 8 == 1:  # it takes a second or two, in which the others get on
            hive.said("adopt", "--name", victim)
        hive.work(victim)
    finished(hive, run, request)


def busy(hive: Team, run: "subprocess.Popen[bytes]") -> str:
    """A living worker that has just begun a step."""
    begun = time.time()
    latest = """SELECT details ->> 'worker' AS worker FROM agent_events
                WHERE (details ->> 'at')::float8 > :begun ORDER BY occurred_at DESC LIMIT 1"""

    def seen() -> object:
        hive.supervised()
        return run.poll() is not None or hive.rows(latest, begun=begun)

    until(seen, 300)
    assert run.poll() is None, "it ended before all kills"
    return str(hive.rows(latest, begun=begun)[0]["worker"])


def harm(hive: Team, number: int, kills: int) -> None:
    """A third of the way, half of it, two thirds."""
    if number == kills // 3:
        redis = Redis.from_url(hive.redis_url)
        assert redis.xlen("team:events")
        redis.flushall()
    if number == kills // 2:
        hive.postgres.stop()
        hive.postgres.start(60)
    if number == 2 * kills // 3:
        hive.redis.stop()


def test_a_worker_that_wakes_late_is_fenced(hive: Team, clone: Callable[..., Any]) -> None:
    """Its work was adopted and finished by another; what it still does changes nothing."""
    invoke = partial(clone().json, HIVE_SERVICES="external", **hive.urls)
    request = ALL[:2]
    hive.work("w1")
    run = hive.submit(request)
    until(lambda: hive.rows("SELECT 1 FROM agent_events WHERE details ->> 'step' = 'test'"))
    hive.workers["w1"].send_signal(signal.SIGSTOP)
    hive.work("w2")
    (listed,) = invoke("workers.list")["outcomes"]
    assert listed["name"] == "team: w1"
    assert "lead run" in listed["notes"]
    assert invoke("workers.adopt", "--name", "w3")["error"]["code"] == "usage"
    assert invoke("workers.adopt", "--name", "w1")["outcomes"][0]["changes"] == listed["notes"]
    finished(hive, run, request)
    hive.kill("w2")
    hive.workers["w1"].send_signal(signal.SIGCONT)
    assert "merged" in hive.said("run", "--workers", "0", "--name", "later", ALL[2])
    by = "SELECT DISTINCT details ->> 'worker' AS w FROM agent_events WHERE details ->> 'workflow' LIKE 'later%'"  # noqa: E501
    assert [row["w"] for row in hive.rows(by)] == ["w1"]
    assert hive.rows("SELECT 1 FROM team.workflow_status WHERE status <> 'SUCCESS'") == []
    once(hive, woken="w1")


def test_the_hive_stays_converged(hive: Team, clone: Callable[..., Any]) -> None:
    """What the team and DBOS keep in the database is no drift, and nothing to change."""
    run = hive.submit(ALL[:1])
    assert run.stdout is not None
    first, second = run.stdout.readline(), run.stdout.readline()
    assert (first, b"it waits for one: python -m team worker" in second) == (RUN, True)
    hive.work("w1")
    finished(hive, run, ALL[:1])
    outcomes = hive.bootstrap()
    assert {one.status for one in outcomes} == {Status.UNCHANGED}
    hive.redis.stop()
    said = clone().ok(
        "examples.watch", "--once", "--into", "examples", HIVE_SERVICES="external", **hive.urls
    )
    assert "1 completed" in said
    assert "Redis is away" in said
