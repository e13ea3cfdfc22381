"""All questions are answered, so many at once and no more."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from librarian.engine import AT_ONCE

HERE = Path(__file__).parents[1]


@pytest.mark.skipif("not os.environ.get('DATABASE_URL')", reason="no DATABASE_URL")
def test_two_at_a_time(tmp_path: Path) -> None:
    shutil.copytree(HERE / "notes", tmp_path / "notes")
    shutil.copy(HERE / "questions.txt", tmp_path)
    done = subprocess.run(
        [sys.executable, "-m", "librarian"],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(HERE / "src")},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.count("proven by ") == len((HERE / "questions.txt").read_text().splitlines())
    runs = re.findall(r"(?m)^  ([0-9a-f]{4}) ", done.stdout)
    last = {run: at for at, run in enumerate(runs)}
    under_way = [{run for run in runs[: at + 1] if last[run] > at} for at in range(len(runs))]
    assert max(map(len, under_way)) == AT_ONCE
