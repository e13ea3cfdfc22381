"""The example integrations where its own tests cannot be: on a server that somebody else runs, as
in CI, and in containers."""

import os
import re
import runpy
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
import yaml

from .job import Jobs, built
from .waiting import until

if TYPE_CHECKING:
    from toolkit.services.docker.engine import Engine

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples/integrations"
OURS = ("HIVE_", "DATABASE_URL", "REDIS_URL", "PG", "CI", "GIT_")


def environment(database: sa.URL, **more: str) -> dict[str, str]:
    """A shell's, beside the example, in which nothing but this database is named."""
    url = database.set(drivername="postgresql").render_as_string(hide_password=False)
    clean = {key: value for key, value in os.environ.items() if not key.startswith(OURS)}
    path = f"{Path(sys.executable).parent}:{clean['PATH']}"
    return {**clean, "DATABASE_URL": url, "PYTHONPATH": "src", "PATH": path, **more}


def test_what_ci_does_on_a_service_of_the_job(database: sa.URL, tmp_path: Path) -> None:
    """Its bootstrap and its kill test, as they stand in the file, on a URL that was given."""
    project = tmp_path / "integrations"
    shutil.copytree(EXAMPLE, project, ignore=shutil.ignore_patterns(".hive", ".run", ".*_cache"))
    commands = runpy.run_path(str(project / "scripts/rehearse.py"))["commands"]
    file = yaml.safe_load((project / ".gitlab-ci.yml").read_text())
    env = environment(database, HIVE_SERVICES=file["test"]["variables"]["HIVE_SERVICES"])
    typed = [one for one in commands(file) if one.startswith("hive ")]
    assert len(typed) == 2
    done = subprocess.run(
        ["bash", "-euc", "\n".join(typed)], cwd=project, env=env, text=True, capture_output=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "every letter was sent once" in done.stdout
    assert str(database.password) not in done.stdout + done.stderr


@pytest.mark.full
def test_in_containers(
    engine: "Engine",
    base_image: str,
    by_hand: dict[str, str],
    database: sa.URL,
    tmp_path: Path,
    tmp_path_factory: "pytest.TempPathFactory",
) -> None:
    """Bootstrap as a job, then a slot that is killed and begun again, as compose.yaml says."""
    folder = tmp_path_factory.getbasetemp()
    toolkit = built(engine.client, folder.parent if folder.name.startswith("popen-") else folder)
    with images(engine.client, toolkit, tmp_path / "context") as (bootstrap, worker):
        url = environment(database)["DATABASE_URL"]
        done = Jobs(engine.client, bootstrap, by_hand).run(
            **as_composed("bootstrap", url, tmp_path)
        )
        assert done.exit == 0, done
        options = as_composed("worker-0", url, tmp_path)
        with Jobs(engine.client, worker, by_hand).begun(**options) as slot:
            until(lambda: slot.exec_run(["scripts/alive"]).exit_code == 0)
            assert slot.exec_run(["python3", "-c", "import toolkit"]).exit_code == 1
            _killed_once(database, slot)
            slot.stop(timeout=10)
            assert slot.wait()["StatusCode"] == 0


def _killed_once(database: sa.URL, slot: Any) -> None:
    def integrations(*words: str) -> int:
        argv = [sys.executable, "-m", "integrations", *words]
        return subprocess.run(argv, cwd=EXAMPLE, env=environment(database)).returncode

    def sent() -> int:
        with sa.create_engine(database, poolclass=sa.NullPool).connect() as connection:
            return int(connection.scalar(sa.text("SELECT count(*) FROM letters")) or 0)

    readers = [f"reader-{number}" for number in range(1000)]
    assert integrations("send", "spring", *readers) == 0
    until(sent)
    slot.kill()
    slot.wait()
    assert 0 < sent() < len(readers)
    slot.start()
    until(lambda: integrations("left") == 0)
    assert sent() == len(readers)


@contextmanager
def images(client: Any, toolkit: str, context: Path) -> Iterator[list[str]]:
    """Bootstrap's and the worker's; nothing is fetched while they are built."""
    shutil.copytree(EXAMPLE, context, ignore=shutil.ignore_patterns(".hive", ".run", ".*_cache"))
    recipe = context / "deploy/Dockerfile"
    recipe.write_text(recipe.read_text().replace("FROM hive-toolkit ", f"FROM {toolkit} "))
    _wheels(context / "wheels")
    made = []
    try:
        for target in ("bootstrap", "worker"):
            image, _ = client.images.build(
                path=str(context), dockerfile="deploy/Dockerfile", target=target, forcerm=True
            )
            made.append(image.id)
        yield made
    finally:
        for one in made:
            client.images.remove(one, force=True)


def _wheels(folder: Path) -> None:
    """What `make wheels` left, or what the worker depends on, in the versions of our own lock."""
    if (ROOT / "wheels").is_dir():
        shutil.copytree(ROOT / "wheels", folder)
        return
    folder.mkdir()
    pinned = re.findall(
        r"^[\w.-]+==[^ \\]+", (ROOT / "requirements.lock").read_text(), re.MULTILINE
    )
    (folder.parent / "pinned").write_text("\n".join(pinned))
    project = tomllib.loads((EXAMPLE / "pyproject.toml").read_text())["project"]
    fetch = [sys.executable, "-m", "pip", "download", "--quiet", "--only-binary=:all:"]
    these = ["--python-version=3.13", "-c", folder.parent / "pinned", "-d", folder]
    subprocess.run([*fetch, *these, *project["dependencies"]], check=True, capture_output=True)


def as_composed(name: str, url: str, folder: Path) -> dict[str, Any]:
    """The options that deploy/compose.yaml has for this service, in the words of Docker's API."""
    service = yaml.safe_load((EXAMPLE / "deploy/compose.yaml").read_text())["services"][name]
    assert service["secrets"] == ["database_url"]
    secret = folder / "database_url"
    secret.write_text(url)
    secret.chmod(0o444)
    mounts = dict(one.split(":") for one in service.get("tmpfs", ()))
    return {
        "volumes": {str(secret): {"bind": "/run/secrets/database_url", "mode": "ro"}},
        "tmpfs": mounts,
        **{key: service[key] for key in ("environment", "read_only", "cap_drop", "security_opt")},
    }
