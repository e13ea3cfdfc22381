"""`pytest --hive-replay` in a stranger's project."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HISTORIES = Path(__file__).parents[1] / "histories"
HOME = shutil.ignore_patterns(".hive")
OURS = ("HIVE_", "DATABASE_URL", "PG", "CI", "PYTEST")


def ran(project: Path, *words: str) -> str:
    clean = {key: value for key, value in os.environ.items() if not key.startswith(OURS)}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--rootdir", project, *words],
        cwd=project, capture_output=True, text=True, env=clean,
    )  # fmt: skip
    return done.stdout + done.stderr


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "xdist"])
def test_a_test_for_each_revision_and_experiment(tmp_path: Path, workers: tuple[str, ...]) -> None:
    shutil.copytree(HISTORIES / "plain", tmp_path / "shop", ignore=HOME)
    said = ran(tmp_path / "shop", "--hive-replay", "-k", "rerun or roundtrip", *workers)
    assert "2 failed, 2 passed" in said
    assert "FAILED hive-replay::a2[rerun] - ✘ rerun refuted: a2 names" in said
    assert "sqlstate  42701" in said
    assert "Traceback" not in said


def test_nothing_of_it_without_the_flag(tmp_path: Path) -> None:
    shutil.copytree(HISTORIES / "plain", tmp_path / "shop", ignore=HOME)
    (tmp_path / "shop/test_own.py").write_text("def test_own(): pass\n")
    assert "1 passed" in ran(tmp_path / "shop")
    assert not (tmp_path / "shop/.hive").exists()


def test_where_there_is_no_project(tmp_path: Path) -> None:
    (tmp_path / "test_own.py").write_text("def test_own(): pass\n")
    said = ran(tmp_path, "--hive-replay")
    assert "--hive-replay: " in said
    assert "alembic" in said
    assert "Traceback" not in said
