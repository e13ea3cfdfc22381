"""Every command of the example team's README, typed as it stands there."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from .teamwork import EXAMPLE, OURS, Team, team


@pytest.fixture
def hive() -> Iterator[Team]:
    with team() as found:
        yield found


def typed(page: Path) -> list[str]:
    """The lines after a `$ ` in its console blocks."""
    blocks = re.findall(r"```console\n(.*?)```", page.read_text(), re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    assert all(line.startswith("$ ") for line in lines)
    return [line.removeprefix("$ ") for line in lines]


def test_every_command_of_the_readme(hive: Team, clone: Callable[..., Any], tmp_path: Path) -> None:
    project = tmp_path / "team"
    shutil.copytree(EXAMPLE, project, ignore=shutil.ignore_patterns(".team", "__pycache__"))
    lines = typed(project / "README.md")
    assert len(lines) > 15
    clean = {key: value for key, value in os.environ.items() if not key.startswith(OURS)}
    programs = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    ours = {"HIVE": str(clone().root), "HIVE_SERVICES": "external", **hive.urls, "PATH": programs}
    bash = subprocess.Popen(
        ["bash", "-xeuo", "pipefail", "-c", "\n".join(lines)], cwd=project, env={**clean, **ours},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
    )  # fmt: skip
    try:
        said, _ = bash.communicate(timeout=300)
    finally:
        with suppress(ProcessLookupError):  # what it left running, where a line of it failed
            os.killpg(bash.pid, signal.SIGKILL)
    assert bash.returncode == 0, said
    assert said.count(" merged ") == 5, said


def test_the_sandbox_is_the_one_of_hello_world() -> None:
    other = EXAMPLE.parent / "hello-world/src/hello_world/sandbox.py"
    assert (EXAMPLE / "src/team/sandbox.py").read_bytes() == other.read_bytes()
