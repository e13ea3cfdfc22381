"""What CI does, here: the commands of a CI file, typed as they stand in it, on this project's hive.

    python scripts/rehearse.py [.github/workflows/ci.yml | .gitlab-ci.yml]

HIVE_SERVICES=external takes the server that DATABASE_URL names, as CI does. Otherwise the servers
are this folder's own, and a database that the shell speaks of, another hive's say, is left alone.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
GITHUB = ".github/workflows/ci.yml"


def main(name: str = GITHUB) -> int:
    """The exit code of the first command that fails, else 0."""
    own = os.environ.get("HIVE_SERVICES") != "external"
    env = environment(own)
    try:
        for command in commands(yaml.safe_load((ROOT / name).read_text("utf-8"))):
            if code := typed(command, env):
                return code
    finally:
        if own:
            typed("hive down", env)
    return 0


def commands(file: Mapping[str, Any]) -> Iterator[str]:
    """Of the job `test`, without the installation: this environment is there."""
    if "jobs" in file:
        steps = file["jobs"]["test"]["steps"]
        yield from (step["run"] for step in steps if "run" in step and step["name"] != "Install")
    else:
        yield from file["test"]["script"]


def environment(own: bool) -> dict[str, str]:
    """Programs are found beside this Python, the package in src."""
    env = {key: value for key, value in os.environ.items() if not (own and key in URLS)}
    path = f"{Path(sys.executable).parent}{os.pathsep}{env['PATH']}"
    return {**env, "PATH": path, "PYTHONPATH": str(ROOT / "src")}


URLS = ("DATABASE_URL", "DATABASE_URL_FILE", "REDIS_URL", "REDIS_URL_FILE")


def typed(command: str, env: Mapping[str, str]) -> int:
    print(f"$ {command}", flush=True)
    program = command.split()[0]
    if not shutil.which(program, path=env["PATH"]) and not (ROOT / program).exists():
        print(f"skipped: {program} is not installed (pip install --group dev)", flush=True)
        return 0
    return subprocess.run(["bash", "-euo", "pipefail", "-c", command], cwd=ROOT, env=env).returncode


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
