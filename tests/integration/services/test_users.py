"""Who may run it: root beneath closed folders, and an ordinary user."""

import os
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from toolkit.services import ports
from toolkit.services.embedded import payload, publish
from toolkit.services.embedded.payload import Payload

root = pytest.mark.skipif(os.geteuid() != 0, reason="only root hands over to another user")
REPOSITORY = Path(__file__).parents[3]
PYTHON = Path("/usr/bin/python3")
NOBODY = 65534


def modes(folder: Path) -> dict[Path, tuple[int, int, int]]:
    found = [folder, *folder.parents, *folder.rglob("*")]
    return {
        path: (path.lstat().st_mode, path.lstat().st_uid, path.lstat().st_gid) for path in found
    }


@pytest.fixture
def open_folder() -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(prefix="hive-test-"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


def closed(found: Payload, folder: Path) -> Payload:
    """The payload in a folder that only root may enter."""
    trees = {}
    for place, tree in found.trees.items():
        trees[place] = folder / "closed" / place
        shutil.copytree(tree, trees[place], symlinks=True)
    (folder / "closed").chmod(0o700)
    return Payload(found.label, found.digest, trees)


@root
def test_binaries_in_a_closed_folder_are_copied_and_nothing_else_is_touched(
    postgres: Callable[..., Any],
    valkey: Callable[..., Any],
    open_folder: Path,
    heard: Any,
    monkeypatch: pytest.MonkeyPatch,
    servers_in: Callable[[Path], list[int]],
) -> None:
    wheels = {
        "postgres_wheel": closed(payload.postgres_wheel(), open_folder),
        "valkey_wheel": closed(payload.valkey_wheel(), open_folder),
    }
    monkeypatch.setattr(publish, "HOME", open_folder / "home")
    for name, wheel in wheels.items():
        monkeypatch.setattr(payload, name, lambda wheel=wheel: wheel)
    before = modes(open_folder / "closed")
    for make in (postgres, valkey):
        server = make(listener=heard)
        server.start(60)
        (pid,) = servers_in(server.state / "data")
        assert psutil.Process(pid).exe().startswith(str(open_folder / "home"))
        assert psutil.Process(pid).uids().effective == NOBODY
        assert stat.S_IMODE(server.state.stat().st_mode) == 0o700
        assert server.state.stat().st_uid == 0
        server.stop()
    assert modes(open_folder / "closed") == before
    assert sum("copying" in said for said in heard.said) == 2


START = """
import sys
from pathlib import Path
from toolkit.services.embedded.postgres import EmbeddedPostgres
state, one, two = sys.argv[1:]
servers = [EmbeddedPostgres(Path(state, "postgres"), int(one), "hive", "hive", "x")]
if sys.version_info >= (3, 11, 3):  # before, redis-py needs a package that newer ones do not
    from toolkit.services.embedded.valkey import EmbeddedValkey
    servers.append(EmbeddedValkey(Path(state, "redis"), int(two), "x"))
for server in servers:
    server.start(60)
    assert server.unhealthy() is None
    server.start(60)
    server.stop()
    assert server.unhealthy()
    server.start(60)
    server.stop()
"""


@root
def test_an_ordinary_user(open_folder: Path) -> None:
    """With the system's Python: root's own may lie where that user may not go."""
    site = Path(psutil.__file__).parents[1]
    home = open_folder / "home"
    home.mkdir()
    os.chown(home, NOBODY, NOBODY)
    environment = {"PYTHONPATH": f"{REPOSITORY}:{site}", "PATH": os.defpath}
    argv = [str(PYTHON), "-c", START, str(home / "state"), *map(str, ports.free(2))]
    probe = [str(PYTHON), "-c", "import toolkit.services.embedded.postgres"]
    options: dict[str, Any] = {
        "env": environment, "cwd": "/", "user": NOBODY, "group": NOBODY, "extra_groups": [],
        "capture_output": True, "text": True,
    }  # fmt: skip
    if not PYTHON.exists() or subprocess.run(probe, **options).returncode:
        pytest.skip("no Python here that another user may run with our packages")
    done = subprocess.run(argv, **options)
    assert done.returncode == 0, done.stderr
    assert {path.stat().st_uid for path in home.rglob("*")} == {NOBODY}
