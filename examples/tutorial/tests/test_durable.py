"""Killed at any of its steps and begun again, in the hive that DATABASE_URL names."""

import os
import re
import shutil
import signal
import subprocess
import sys
from itertools import islice
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif("not os.environ.get('DATABASE_URL')", reason="no DATABASE_URL")
NOBODY = "Who paints the boxes?"
STEP = re.compile(" (list_notes|search|read_note) ")
HERE = Path(__file__).parents[1]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """With notes of its own, and so with runs of its own."""
    shutil.copytree(HERE / "notes", tmp_path / "notes")
    return tmp_path


def begin(folder: Path, **env: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "librarian", NOBODY],
        cwd=folder, env={**os.environ, "PYTHONPATH": str(HERE / "src"), **env},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


@pytest.mark.parametrize("number", [2, 3])
def test_killed_after_a_step_it_goes_on_behind_it(folder: Path, number: int) -> None:
    with begin(folder) as first:
        assert first.stdout is not None
        before = list(islice(filter(STEP.search, first.stdout), number))
        first.send_signal(signal.SIGKILL)
    with begin(folder) as second:
        said = second.communicate()[0]
    assert second.returncode == 0, said
    assert "The notes do not say." in said
    assert "goes on  behind " in said
    assert not set(before[:-1]) & set(said.splitlines(keepends=True)), "recorded, and done again"


@pytest.mark.parametrize("url", ["", "postgresql:///hive?host=/tmp"])
def test_it_does_not_begin_without_a_server_on_tcp(folder: Path, url: str) -> None:
    with begin(folder, DATABASE_URL=url) as asked:
        said = asked.communicate()[0]
    assert asked.returncode == 2
    assert "not begun: DATABASE_URL names no host" in said
