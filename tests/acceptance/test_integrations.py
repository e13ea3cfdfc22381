"""The example integrations where its own tests cannot be: on a server that somebody else runs, as
in CI, and in containers."""

import os
import runpy
import shutil
import subprocess
import sys
from pathlib import Path

import sqlalchemy as sa
import yaml

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples/integrations"
OURS = ("HIVE_", "DATABASE_URL", "REDIS_URL", "PG", "CI", "GIT_")


def test_what_ci_does_on_a_service_of_the_job(database: sa.URL, tmp_path: Path) -> None:
    """Its bootstrap and its kill test, as they stand in the file, on a URL that was given."""
    project = tmp_path / "integrations"
    shutil.copytree(EXAMPLE, project, ignore=shutil.ignore_patterns(".hive", ".run", ".*_cache"))
    commands = runpy.run_path(str(project / "scripts/rehearse.py"))["commands"]
    file = yaml.safe_load((project / ".gitlab-ci.yml").read_text())
    url = database.set(drivername="postgresql").render_as_string(hide_password=False)
    clean = {key: value for key, value in os.environ.items() if not key.startswith(OURS)}
    env = {
        **clean, "HIVE_SERVICES": file["test"]["variables"]["HIVE_SERVICES"], "DATABASE_URL": url,
        "PYTHONPATH": "src", "PATH": f"{Path(sys.executable).parent}:{clean['PATH']}",
    }  # fmt: skip
    typed = [one for one in commands(file) if one.startswith("hive ")]
    assert len(typed) == 2
    done = subprocess.run(
        ["bash", "-euc", "\n".join(typed)], cwd=project, env=env, text=True, capture_output=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "every letter was sent once" in done.stdout
    assert str(database.password) not in done.stdout + done.stderr
