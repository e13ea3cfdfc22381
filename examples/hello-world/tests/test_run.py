"""Whole runs, on PostgreSQL: one commit, whatever comes in between."""

import fcntl
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).parents[1]
KILLS = int(os.environ.get("KILLS", "2"))
STEPS = 15

pytestmark = pytest.mark.skipif("DATABASE_URL" not in os.environ, reason="no DATABASE_URL")


def begin(folder: Path, *words: str, **env: str) -> "subprocess.Popen[str]":
    (folder / "requests").exists() or (folder / "requests").symlink_to(ROOT / "requests")
    return subprocess.Popen(
        [sys.executable, "-m", "hello_world", *words],
        cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT / "src"), **env},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def end(folder: Path, *words: str, **env: str) -> tuple[int, str]:
    running = begin(folder, *words, **env)
    out, err = running.communicate(timeout=120)
    return running.returncode, out + err


def steps(folder: Path) -> list[dict[str, str]]:
    """What was executed, from the trajectory; a line that a kill cut short is none."""
    path = folder / "rooms/slugify/trajectory.jsonl"
    lines = path.read_text().splitlines(keepends=True) if path.exists() else []
    return [json.loads(line) for line in lines if line.endswith("\n")]


def commits(folder: Path) -> list[str]:
    git = ["git", "-C", str(folder / "rooms/slugify/repository"), "log", "--oneline"]
    return subprocess.check_output(git, text=True).splitlines()


def recorded(printed: str) -> int:
    """Behind how many recorded steps a run says that it goes on."""
    found = [line.split()[3] for line in printed.splitlines() if line.startswith("goes on")]
    return int(found[0]) if found else 0


def killed(folder: Path, when: Callable[[], object]) -> None:
    with begin(folder) as running:
        while running.poll() is None and not when():
            time.sleep(0.001)
        running.send_signal(signal.SIGKILL)


def goes_on(folder: Path, context: object) -> None:
    """The same command: one commit, tests that pass, and no step that was recorded done again."""
    before = len(steps(folder))
    code, printed = end(folder)
    assert code == 0, (context, printed)
    assert len(commits(folder)) == 1, (context, printed)
    again = [int(step["step"]) for step in steps(folder)[before:]]
    assert all(step > recorded(printed) for step in again), (context, printed)
    names = [step["name"] for step in steps(folder)]
    assert names[-1] == "commit", context
    assert {int(step["step"]) for step in steps(folder)} == set(range(1, STEPS + 1)), context


def test_one_commit_without_a_key(tmp_path: Path) -> None:
    code, printed = end(tmp_path, PATH="/usr/bin:/bin")
    assert code == 0, printed
    assert printed.startswith("model    offline\nsandbox  bwrap: ")
    said = [step["said"] for step in steps(tmp_path) if step["name"] == "run_tests"]
    assert [one.split(":")[0] for one in said] == ["failed", "passed"]
    assert len(steps(tmp_path)) == STEPS
    again, repeated = end(tmp_path)
    assert (again, repeated.splitlines()[-1]) == (0, printed.splitlines()[-1])
    assert len(steps(tmp_path)) == STEPS
    assert len(commits(tmp_path)) == 1


@pytest.mark.parametrize("number", range(1, min(KILLS, STEPS) + 1))
def test_killed_after_a_step(tmp_path: Path, number: int) -> None:
    step = number if KILLS >= STEPS else random.randint(1, STEPS)
    killed(tmp_path, lambda: len(steps(tmp_path)) >= step)
    goes_on(tmp_path, step)


@pytest.mark.parametrize("_", range(min(KILLS, 10)))
def test_killed_at_a_random_moment(tmp_path: Path, _: int) -> None:
    seconds = random.uniform(0.5, 3.5)
    until = time.monotonic() + seconds
    killed(tmp_path, lambda: time.monotonic() > until)
    goes_on(tmp_path, seconds)


def test_killed_again_and_again(tmp_path: Path) -> None:
    for more in range(2, 2 + 4 * min(KILLS, 3), 4):
        killed(tmp_path, lambda more=more: len(steps(tmp_path)) >= more)
    goes_on(tmp_path, "after several")


@pytest.mark.parametrize("url", ["", "postgresql://somebody@/hive?host=/tmp"])
def test_it_does_not_begin_without_a_server_on_tcp(tmp_path: Path, url: str) -> None:
    code, printed = end(tmp_path, DATABASE_URL=url)
    assert code == 2
    assert "DATABASE_URL does not say" in printed
    assert not (tmp_path / "rooms").exists()


def test_a_run_keeps_what_it_was_begun_with(tmp_path: Path) -> None:
    assert end(tmp_path)[0] == 0
    code, printed = end(tmp_path, "--sandbox", "none")
    assert code == 2
    assert "begun with another sandbox" in printed


def test_one_process_at_a_time(tmp_path: Path) -> None:
    room = tmp_path / "rooms/slugify"
    room.mkdir(parents=True)
    with (room / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        waiting = begin(tmp_path)
        assert waiting.stdout is not None
        while not (said := waiting.stdout.readline()).startswith("waits"):
            assert said
        assert not (room / "run.json").exists()
    assert waiting.communicate(timeout=120)[0].strip().endswith("Add slugify, with its tests")


def test_it_goes_on_when_nobody_looks_any_more(tmp_path: Path) -> None:
    with begin(tmp_path) as running:
        assert running.stdout is not None
        while not running.stdout.readline().startswith("  plan"):
            assert running.poll() is None
        running.stdout.close()
    assert len(steps(tmp_path)) == STEPS
    assert end(tmp_path)[0] == 0


@pytest.mark.parametrize(
    ("env", "why"),
    [
        ({"HIVE_MODEL": "openai:gpt-5", "OPENAI_API_KEY": ""}, "OPENAI_API_KEY"),
        ({"HIVE_MODEL": "nobody:nothing"}, "nobody"),
    ],
)
def test_a_model_that_cannot_be_is_named(tmp_path: Path, env: dict[str, str], why: str) -> None:
    code, printed = end(tmp_path, **env)
    assert code == 2, printed
    assert why in printed
    assert "Traceback" not in printed


ATTACKS = """
import os, signal, socket

did = []
def read(): open({secret!r}).read(); did.append("read a secret")
def reach(): socket.create_connection(("127.0.0.1", {port}), 2); did.append("reached PostgreSQL")
def fill():
    for number in range(1000):
        with open("big" + str(number), "wb") as file: file.write(b"x" * 10_000_000)
    did.append("wrote 10 GB")
def plant():
    os.makedirs({hooks!r}, exist_ok=True)
    open({hooks!r} + "/pre-commit", "w").write("#!/bin/sh\\ntouch {mark}")
    raise OSError("it has written that, where nobody will ever look")
def fork():
    for _ in range(100_000): os.fork() or signal.pause()
    did.append("forked")

for attack in (read, reach, fill, plant, fork):
    try: attack()
    except OSError as error: print(attack.__name__, type(error).__name__)
raise AssertionError("it did " + repr(did))
"""


def test_what_code_tries_fails_and_the_run_ends_with_a_report(tmp_path: Path) -> None:
    (tmp_path / ".env.local").write_text("SECRET=1")
    hooks = str(tmp_path / "rooms/slugify/repository/.git/hooks")
    attacks = ATTACKS.format(
        secret=str(tmp_path / ".env.local"), hooks=hooks, mark=tmp_path / "mark",
        port=urlsplit(os.environ["DATABASE_URL"]).port,
    )  # fmt: skip
    (tmp_path / "sitecustomize.py").write_text(
        f"import hello_world.offline\nhello_world.offline.code = lambda _: {attacks!r}\n"
    )
    path = os.pathsep.join([str(tmp_path), str(ROOT / "src")])
    code, printed = end(tmp_path, PYTHONPATH=path)
    assert code == 1, printed
    assert "stopped: the verdict on it" in printed
    assert "AssertionError: it did []" in printed
    for attack in ("read", "reach", "fill", "plant", "fork"):
        assert f"{attack} " in printed, printed
    assert [step["name"] for step in steps(tmp_path)][-1] == "verdict"
    assert not (tmp_path / "mark").exists()
    assert not Path(hooks).exists()
