"""`invoke fleet`: all tenants, and the rest of them when one fails or everything is killed."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import psutil
import pytest
import sqlalchemy as sa

from .tenancy import Town, town
from .waiting import until

Make = Callable[[int], Town]


@pytest.fixture
def tenants(tmp_path: Path, server: sa.URL) -> Iterator[Make]:
    with ExitStack() as stack:
        yield lambda number: stack.enter_context(town(tmp_path / "project", server, number))


def finished(here: Town) -> set[str]:
    return {one["step"].rpartition("/")[2] for one in here.journal if one["event"] == "finished"}


def workers(pid: int) -> list[psutil.Process]:
    """The processes of a fleet that may be at a database."""
    children = psutil.Process(pid).children(recursive=True)
    return [one for one in children if "spawn_main" in " ".join(one.cmdline())]


def test_the_plan_changes_nothing_and_one_that_fails_does_not_stop_the_rest(tenants: Make) -> None:
    here = tenants(4)
    nameless, stranger, *rest = here.names
    with here.connected(stranger) as connection:
        connection.execute(sa.text("CREATE TABLE made (theirs text)"))
        connection.commit()
    lines = map(here.line, (stranger, *rest))
    here.file.write_text("".join([here.line(nameless, "${NOT_SET}"), "\n# the rest\n", *lines]))
    planned = here.json("--plan")
    pending = dict.fromkeys((stranger, *rest), "pending")
    assert here.outcomes(planned) == {nameless: "failed", **pending}
    assert {len(one["changes"]) for one in planned["outcomes"]} == {0, 2}
    assert here.columns() == [0, 1, 0, 0]
    found = here.json()
    failed = {name.rpartition("/")[2]: one["code"] for name, one in found["failed"].items()}
    assert failed == {nameless: "settings", stranger: "migration"}
    changed = dict.fromkeys(rest, "changed")
    assert here.outcomes(found) == {nameless: "failed", stranger: "failed", **changed}
    assert (planned["exit"], found["exit"], here.columns()) == (2, 2, [0, 1, 2, 2])


def test_killed_in_the_middle_its_workers_end_and_only_what_is_left_is_done(tenants: Make) -> None:
    here = tenants(10)
    busy = here.names[3]
    with here.held(busy):
        running = here.start("--jobs", "2")
        until(lambda: here.waits(busy) and len(finished(here)) >= 5)
        assert here.json()["error"]["code"] == "locked"
        at_work = workers(running.pid)
        running.kill()
        running.communicate()
        _, alive = psutil.wait_procs(at_work, timeout=60)
        assert (len(at_work), alive) == (2, [])
        until(lambda: here.sessions() == 0)
    done = finished(here)
    assert busy not in done
    found = here.json("--jobs", "1")
    notes = {one["name"].rpartition("/")[2]: one["notes"] for one in found["outcomes"]}
    assert {name for name, said in notes.items() if said} == done
    assert {here.outcomes(found)[name] for name in done} == {"unchanged"}
    assert here.outcomes(found)[busy] == "changed"
    assert (found["exit"], here.columns()) == (0, [2] * 10)


def test_interrupted_it_lets_what_is_under_way_end(tenants: Make) -> None:
    here = tenants(3)
    busy, *rest = here.names
    with here.held(busy):
        running = here.start("--jobs", "1", "--json")
        until(lambda: here.waits(busy))
        os.killpg(running.pid, signal.SIGINT)
        assert running.stderr
        until(lambda: "stopping" in running.stderr.readline())
    found = here.answer(running)
    assert (found["exit"], found["error"]["code"]) == (130, "interrupted")
    assert "goes on" in found["error"]["next"]
    assert here.outcomes(found) == {busy: "changed", **dict.fromkeys(rest, "pending")}
    assert here.columns() == [2, 0, 0]


def test_interrupted_twice_it_has_it_rolled_back(tenants: Make) -> None:
    here = tenants(3)
    busy, *_ = here.names
    with here.held(busy):
        running = here.start("--jobs", "1")
        until(lambda: here.waits(busy))
        os.killpg(running.pid, signal.SIGINT)
        assert running.stdout
        until(lambda: "stopping" in running.stdout.readline())
        os.killpg(running.pid, signal.SIGINT)
        running.communicate(timeout=60)
        until(lambda: here.sessions() == 0)
    assert (running.returncode, here.columns()) == (130, [1, 0, 0])


def test_a_worker_that_dies_is_replaced(tenants: Make) -> None:
    here = tenants(3)
    busy, *rest = here.names
    with here.held(busy):
        running = here.start("--jobs", "1", "--json")
        until(lambda: here.waits(busy))
        (worker,) = workers(running.pid)
        worker.kill()
        until(lambda: finished(here))
    found = here.answer(running)
    assert here.outcomes(found) == {busy: "failed", **dict.fromkeys(rest, "changed")}
    assert (found["exit"], here.columns()) == (2, [1, 2, 2])
