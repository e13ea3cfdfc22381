"""Copies of this project to harm; workers on a database of the test's own."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import URL

ROOT = Path(__file__).parents[1]
LEFT_OUT = (".git", ".hive", ".run", ".env*", "__pycache__", ".*_cache", "*.egg-info")
BIN = str(Path(sys.executable).parent)
CLEAN = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
ENV = {**CLEAN, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "PYTHON": sys.executable}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    folder = tmp_path / "copy"
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*LEFT_OUT))
    return folder


@pytest.fixture
def env(hive_database: URL, tmp_path: Path) -> dict[str, str]:
    """What a worker is given."""
    url = hive_database.set(drivername="postgresql").render_as_string(hide_password=False)
    own = {"DATABASE_URL": url, "PYTHONPATH": str(ROOT / "src"), "RUNTIME_DIRECTORY": str(tmp_path)}
    return {**ENV, **own}


@pytest.fixture
def worker(env: dict[str, str]) -> Iterator[Callable[..., "subprocess.Popen[str]"]]:
    """Begins workers by the name of their slot; they are ended afterwards."""
    begun = []

    def begin(slot: str, **more: str) -> "subprocess.Popen[str]":
        argv = [ROOT / "scripts/worker", slot]
        pipe = subprocess.PIPE
        begun.append(subprocess.Popen(argv, env={**env, **more}, stdout=pipe, text=True))
        return begun[-1]

    yield begin
    for one in begun:
        one.kill()
        one.communicate()
