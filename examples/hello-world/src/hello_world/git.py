"""One commit of the agent's files. No hook, filter or configuration of anybody's is run."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

SAFE = (
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "commit.gpgSign=false",
    "init.templateDir=",
    "user.name=hello-world",
    "user.email=hello-world@localhost",
)


def commit(room: Path, files: Mapping[str, str], message: str) -> str:
    """The commit that has these files, made unless it is there: a second time changes nothing."""
    _git(room, "init", "--quiet", "--initial-branch=main")
    for lock in (room / "repository/.git").rglob("*.lock"):
        lock.unlink()  # of a git that was killed: a room has one process at a time
    _git(room, "add", "--", *files)
    tree = _git(room, "write-tree")
    head = _git(room, "log", "--format=%T", "--max-count=1", "--all")
    if tree != head:
        _git(room, "commit", "--quiet", "--message", message.splitlines()[0][:70])
    return _git(room, "log", "--oneline", "--no-decorate")


def _git(room: Path, *words: str) -> str:
    settings = [word for setting in SAFE for word in ("-c", setting)]
    return subprocess.run(
        ["git", *settings, *words],
        cwd=room / "repository",
        env={
            "PATH": os.environ["PATH"],
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CEILING_DIRECTORIES": str(room.resolve()),
        },
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
