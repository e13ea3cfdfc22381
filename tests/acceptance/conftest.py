"""A clone to type commands in; the built wheel, and a Python that has it and nothing else."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from toolkit.settings import recorded

ROOT = Path(__file__).parents[2]
EXAMPLE = 'example = "hello-world"\n'
OURS = ("HIVE_", "DATABASE_URL", "REDIS_URL", "PG", "CI", "INVOKE_")


@dataclass(frozen=True)
class Clone:
    """A checkout of its own, in which commands are typed as a user would."""

    root: Path
    command: tuple[str, ...] = (sys.executable, "-m", "invoke")

    def start(self, *words: str, **env: str) -> "subprocess.Popen[str]":
        """Begin a command; the environment is the machine's without anything of ours."""
        clean = {key: value for key, value in os.environ.items() if not key.startswith(OURS)}
        return subprocess.Popen(
            [*self.command, *words],
            cwd=self.root,
            env={**clean, "XDG_DATA_HOME": str(self.root.parent / "data"), **env},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *words: str, **env: str) -> "subprocess.CompletedProcess[str]":
        """Type a command and wait for it."""
        started = self.start(*words, **env)
        stdout, stderr = started.communicate()
        return subprocess.CompletedProcess(words, started.returncode, stdout, stderr)

    def ok(self, *words: str, **env: str) -> str:
        """Type a command that must succeed; what it printed."""
        done = self.run(*words, **env)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def json(self, *words: str, **env: str) -> dict[str, Any]:
        """The one JSON object on stdout, whatever the exit code, which it repeats."""
        done = self.run(*words, "--json", **env)
        found: dict[str, Any] = json.loads(done.stdout)
        assert found["exit"] == done.returncode, done.stderr
        return found

    def url(self) -> str:
        """The database's URL as the application reads it, for SQLAlchemy."""
        return recorded(self.root)["DATABASE_URL"].replace("postgresql:", "postgresql+psycopg:")


@pytest.fixture
def clone(tmp_path: Path) -> Iterator[Callable[..., Clone]]:
    """Make clones by name; their services are stopped and their folders removed afterwards."""
    made: list[Clone] = []

    def make(
        name: str = "hive", project: Path | None = None, *command: str, example: bool = False
    ) -> Clone:
        """This repository, or the folder `project`, in which another `command` is typed. Only with
        `example` does setup-complete end with one, which takes longer than all the rest of it."""
        if project is None:
            made.append(Clone(copied(tmp_path / name)))
            pyproject = tmp_path / name / "pyproject.toml"
            if not example:
                text = pyproject.read_text()
                assert EXAMPLE in text
                pyproject.write_text(text.replace(EXAMPLE, ""))
        else:
            shutil.copytree(project, tmp_path / name)
            made.append(Clone(tmp_path / name, command))
        return made[-1]

    yield make
    for one in made:
        one.run("down")
        shutil.rmtree(one.root)


def copied(folder: Path) -> Path:
    """What git would clone, what is not committed yet, and bytecode, which is only faster."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    for cache in (ROOT / "toolkit").rglob("__pycache__"):
        shutil.copytree(cache, folder / cache.relative_to(ROOT))
    return folder


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, as a user would get it."""
    folder = tmp_path_factory.mktemp("wheel")
    build: list[str | Path] = [sys.executable, "-m", "build", "--wheel", "--no-isolation"]
    subprocess.run([*build, "--outdir", folder, ROOT], check=True, capture_output=True)
    (made,) = folder.glob("*.whl")
    return made


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` folder of a new venv with the wheel; this checkout is not on its path.

    Dependencies are borrowed from the venv of the tests, so that no network is needed.
    """
    folder = tmp_path_factory.mktemp("venv")
    venv.create(folder, symlinks=True)
    borrowed = folder / f"lib/python{sys.version_info[0]}.{sys.version_info[1]}/site-packages"
    (borrowed / "borrowed.pth").write_text(sysconfig.get_path("purelib"))
    pip: list[str | Path] = [sys.executable, "-m", "pip", "--python", folder / "bin/python"]
    install: list[str | Path] = ["install", "--quiet", "--no-deps", "--no-index", wheel]
    subprocess.run([*pip, *install], check=True, capture_output=True)
    return folder / "bin"
