"""The toolkit's image, built once a session, and jobs that are run from it."""

import fcntl
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
FILES = ("LICENSE", "README.md", "pyproject.toml", ".dockerignore")
FOLDERS = ("docker", "migrations", "toolkit")
LOCK = ROOT / "docker/toolkit/requirements.lock"
TAG = "hive-toolkit/toolkit:test"


@dataclass(frozen=True)
class Ended:
    """A job that is over."""

    exit: int
    stdout: str
    stderr: str

    @property
    def document(self) -> dict[str, Any]:
        """The one JSON object on stdout, which repeats the exit code."""
        found: dict[str, Any] = json.loads(self.stdout)
        assert found["exit"] == self.exit, self
        return found


@dataclass(frozen=True)
class Jobs:
    """Containers of `image`, on the network of this machine: its loopback is theirs."""

    client: Any
    image: str
    labels: dict[str, str]

    @contextmanager
    def begun(self, *words: str, **options: Any) -> Iterator[Any]:
        """A container that runs, and is removed in the end."""
        made = self.client.containers.create(
            self.image, list(words) or None, network_mode="host", labels=self.labels, **options
        )
        try:
            made.start()
            yield made
        finally:
            made.remove(force=True, v=True)

    def run(self, *words: str, **options: Any) -> Ended:
        """To the end."""
        with self.begun(*words, **options) as container:
            return ended(container)


def ended(container: Any) -> Ended:
    """Wait for its end, and read what it said."""
    code = container.wait(timeout=120)["StatusCode"]
    said = (container.logs(stdout=out, stderr=not out).decode() for out in (True, False))
    return Ended(code, *said)


def built(client: Any, folder: Path) -> str:
    """The image's id. One worker at a time makes it, the others find its layers."""
    with (folder / "job.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        context = folder / "job"
        if not context.exists():
            _fill(context)
        made, _ = client.images.build(
            path=str(context),
            dockerfile="docker/toolkit/Dockerfile",
            tag=TAG,
            rm=True,
            forcerm=True,
        )
    return str(made.id)


def _fill(context: Path) -> None:
    """What is built from; with wheels, which `make wheels` left or which are fetched here."""
    for name in FOLDERS:
        shutil.copytree(ROOT / name, context / name)
    for name in FILES:
        shutil.copy(ROOT / name, context)
    if (ROOT / "wheels").is_dir():
        shutil.copytree(ROOT / "wheels", context / "wheels")
        return
    fetch = [sys.executable, "-m", "pip", "download", "--quiet", "--require-hashes", "--no-deps"]
    these = ["--only-binary=:all:", "--python-version=3.13", "-r", LOCK, "-d", context / "wheels"]
    subprocess.run([*fetch, *these], check=True, capture_output=True)
