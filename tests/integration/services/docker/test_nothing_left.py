"""The tests' own engine fixture: it names what tests leave, and says why it is absent."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Session = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def session(tmp_path: Path) -> Session:
    """Runs one test body, in a session of its own, with the conftest of all tests."""

    def run(body: str, *without: str, **env: str) -> "subprocess.CompletedProcess[str]":
        """In the environment of these tests, but for the names in `without`, and with `env`."""
        (tmp_path / "tests").mkdir()
        shutil.copy(Path(__file__).parents[3] / "conftest.py", tmp_path / "tests")
        test = f"def test(engine, base_image, by_hand):\n    {body}\n"
        (tmp_path / "tests/test_it.py").write_text(test)
        (tmp_path / "empty.ini").write_text("[pytest]\n")
        words = ["-m", "pytest", "-rA", "-c", "empty.ini", "-p", "no:cacheprovider", "tests"]
        kept = {key: value for key, value in os.environ.items() if key not in without}
        return subprocess.run(
            [sys.executable, *words], cwd=tmp_path, env=kept | env, capture_output=True, text=True
        )

    return run


LEAVING = """
    client, name = engine.client, {!r}
    network = client.networks.create(name, labels=by_hand)
    volumes = [f"{{name}}:/data"]
    client.volumes.create(name, labels=by_hand)
    client.containers.create(
        base_image, "true", name=name, labels=by_hand, network=name, volumes=volumes
    )
"""


def test_what_is_left_is_named_and_removed(engine: Any, session: Session) -> None:
    name, client = f"left-{os.getpid()}", engine.client
    done = session(LEAVING.format(name))
    assert done.returncode == 1, done.stdout
    assert "1 passed, 1 error" in done.stdout
    for kind in ("Container", "Network", "Volume"):
        assert f"{kind} {name} of " in done.stdout
    left = [*client.containers.list(all=True), *client.networks.list(), *client.volumes.list()]
    assert name not in {thing.name for thing in left}


def test_nothing_left_is_fine(engine: Any, session: Session) -> None:
    done = session("engine.client.networks.create('left-nothing', labels=by_hand).remove()")
    assert done.returncode == 0, done.stdout


def test_no_engine_skips_on_a_persons_machine(session: Session, tmp_path: Path) -> None:
    done = session("raise AssertionError", "CI", DOCKER_HOST=f"unix://{tmp_path}/none.sock")
    assert done.returncode == 0, done.stdout
    assert "SKIPPED" in done.stdout
    assert "no Docker engine" in done.stdout


def test_no_engine_fails_in_ci(session: Session, tmp_path: Path) -> None:
    done = session("pass", CI="true", DOCKER_HOST=f"unix://{tmp_path}/none.sock")
    assert done.returncode == 1, done.stdout
    assert "no Docker engine" in done.stdout
