"""SIGTERM, before, during and after a command's work."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from invoke.exceptions import Exit

from toolkit.commands.answer import answering
from toolkit.commands.stopping import Stopped, answerable, stoppable


def stop() -> None:
    os.kill(os.getpid(), signal.SIGTERM)


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project in which nothing is set."""
    (tmp_path / "pyproject.toml").write_text("[tool.hive]\n")
    monkeypatch.chdir(tmp_path)
    for name in ("DATABASE_URL", "REDIS_URL", "HIVE_SERVICES"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def test_it_ends_the_work_and_is_answered(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Exit) as left, answering("up", json=True):
        stop()
    shown = capsys.readouterr()
    found = json.loads(shown.out)
    assert (left.value.code, found["exit"]) == (143, 143)
    assert (found["error"]["code"], found["error"]["why"]) == ("interrupted", "SIGTERM")
    assert "interrupted" in shown.err


def test_a_second_one_does_not_disturb_the_undoing() -> None:
    undone = []

    @contextmanager
    def undoing() -> Iterator[None]:
        try:
            yield
        finally:
            stop()
            undone.append("all")

    with pytest.raises(Stopped), answerable(), stoppable(), undoing():
        stop()
    assert undone == ["all"]


def test_after_the_work_it_changes_nothing() -> None:
    with answerable():
        with stoppable():
            pass
        stop()


def test_what_stood_before_stands_again() -> None:
    def mine(*_: object) -> None:
        """Anybody's handler."""

    before = signal.signal(signal.SIGTERM, mine)
    try:
        with answering("up"):
            assert signal.getsignal(signal.SIGTERM) is not mine
        assert signal.getsignal(signal.SIGTERM) is mine
    finally:
        signal.signal(signal.SIGTERM, before)


HELD = """
import os, signal
from toolkit.commands import stopping
stopping.hold()
os.kill(os.getpid(), signal.SIGTERM)
print("held", flush=True)
with stopping.answerable(), stopping.stoppable():
    print("missed", flush=True)
"""


def test_one_that_comes_before_the_work_is_held_until_it_can_be_answered() -> None:
    run = [sys.executable, "-c", HELD]
    done = subprocess.run(run, capture_output=True, text=True, check=False)
    assert done.stdout == "held\n"
    assert "Stopped" in done.stderr


def test_nothing_that_takes_time_is_imported_before_it_is_held() -> None:
    code = "import sys, toolkit.commands.program; print('invoke' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout == "False\n"
