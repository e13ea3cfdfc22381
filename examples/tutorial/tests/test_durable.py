"""Killed at any of its steps and begun again, in the hive that DATABASE_URL names."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif("not os.environ.get('DATABASE_URL')", reason="no DATABASE_URL")
MOTH = "Which hive has the wax moth?"
HERE = Path(__file__).parents[1]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """With notes of its own, and so with runs of its own."""
    shutil.copytree(HERE / "notes", tmp_path / "notes")
    return tmp_path


def begin(folder: Path, **env: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "librarian", MOTH],
        cwd=folder, env={**os.environ, "PYTHONPATH": str(HERE / "src"), **env},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


@pytest.mark.parametrize("step", [1, 7])
def test_killed_after_a_step_it_goes_on_behind_it(folder: Path, step: int) -> None:
    with begin(folder) as first:
        assert first.stdout is not None
        before = [first.stdout.readline() for _ in range(step + 1)]
        first.send_signal(signal.SIGKILL)
    with begin(folder) as second:
        said = second.communicate()[0]
    assert second.returncode == 0, said
    assert "Hive three has the wax moth" in said
    assert "goes on  behind " in said
    assert not set(before[1:-1]) & set(said.splitlines(keepends=True)), "recorded, and done again"


@pytest.mark.parametrize("url", ["", "postgresql:///hive?host=/tmp"])
def test_it_does_not_begin_without_a_server_on_tcp(folder: Path, url: str) -> None:
    with begin(folder, DATABASE_URL=url) as asked:
        said = asked.communicate()[0]
    assert asked.returncode == 2
    assert "not begun: DATABASE_URL names no host" in said
