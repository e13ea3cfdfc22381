"""Every file that another program reads: held against that program's schema, or shown to it."""

import re
import runpy
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from integrations import settings

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
SCHEMAS = {
    ".github/workflows/ci.yml": "vendor.github-workflows",
    ".gitlab-ci.yml": "vendor.gitlab-ci",
    "deploy/compose.yaml": "vendor.compose-spec",
}


def ran(*words: str | Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(words, cwd=ROOT, text=True, capture_output=True, check=False)


def loaded(name: str) -> Any:
    return yaml.safe_load((ROOT / name).read_text("utf-8"))


@pytest.mark.parametrize("name", SCHEMAS)
def test_it_is_what_its_schema_says(name: str) -> None:
    pytest.importorskip("check_jsonschema")
    check = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", SCHEMAS[name]]
    done = ran(*check, name)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", ["bootstrap.yaml", "workers.yaml"])
def test_kubernetes_would_read_all_of_it(name: str) -> None:
    """Types and required keys are checked on the way in, and an unknown key is lost on the way out.
    The models are made from Kubernetes' own OpenAPI document."""
    codecs = pytest.importorskip("lightkube.codecs")
    for document in yaml.safe_load_all((DEPLOY / "kubernetes" / name).read_text("utf-8")):
        assert codecs.from_dict(document).to_dict() == document


def test_both_ci_files_type_the_same() -> None:
    """So what `scripts/rehearse.py` runs of one is run of the other."""
    commands = runpy.run_path(str(ROOT / "scripts/rehearse.py"))["commands"]
    (github, gitlab) = (list(commands(loaded(name))) for name in list(SCHEMAS)[:2])
    assert github == gitlab
    assert {"scripts/gate", "hive run -- scripts/kill-test"} < set(github)


def test_compose_reads_it() -> None:
    programs = (["docker", "compose"], ["docker-compose-v2"], ["docker-compose"])
    there = [
        one for one in programs if shutil.which(one[0]) and not ran(*one, "version").returncode
    ]
    if not there:
        pytest.skip("compose is not installed")
    done = ran(*there[0], "-f", "deploy/compose.yaml", "config")
    assert done.returncode == 0, done.stderr
    workers = {name: one for name, one in yaml.safe_load(done.stdout)["services"].items()}
    del workers["bootstrap"]
    assert {one["environment"]["DBOS__VMID"]: name for name, one in workers.items()} == {
        name: name for name in workers
    }
    after = [one["depends_on"]["bootstrap"]["condition"] for one in workers.values()]
    assert set(after) == {"service_completed_successfully"}


def test_systemd_reads_it(tmp_path: Path) -> None:
    """The units where the project is, and not where it is deployed."""
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd is not installed")
    for unit in (DEPLOY / "systemd").iterdir():
        here = unit.read_text("utf-8").replace("/opt/integrations/scripts", str(ROOT / "scripts"))
        bin_ = Path(sys.executable).parent
        (tmp_path / unit.name).write_text(here.replace("/opt/integrations/.venv/bin", str(bin_)))
    units = [tmp_path / "bootstrap.service", tmp_path / "worker@0.service"]
    done = ran("systemd-analyze", "verify", "--man=no", *units)
    assert (done.returncode, done.stderr) == (0, "")


def test_shells_read_the_scripts() -> None:
    for script in (ROOT / "scripts").iterdir():
        if script.read_text("utf-8").startswith("#!/bin/sh"):
            assert ran("sh", "-n", script).returncode == 0, script


def test_pre_commit_reads_it_and_fetches_nothing() -> None:
    pytest.importorskip("pre_commit")
    done = ran(sys.executable, "-m", "pre_commit", "validate-config")
    assert done.returncode == 0, done.stdout
    repos = loaded(".pre-commit-config.yaml")["repos"]
    assert {one["repo"] for one in repos} == {"local"}
    assert {hook["language"] for one in repos for hook in one["hooks"]} <= {"system", "fail"}


def test_slots_have_names_for_ever_and_begin_again() -> None:
    unit = (DEPLOY / "systemd/worker@.service").read_text("utf-8")
    assert "DBOS__VMID=worker-%i" in unit
    assert "Restart=always" in unit
    (workers, _) = yaml.safe_load_all((DEPLOY / "kubernetes/workers.yaml").read_text("utf-8"))
    (container,) = workers["spec"]["template"]["spec"]["containers"]
    named = {one["name"]: one for one in container["env"]}
    assert named["DBOS__VMID"]["valueFrom"]["fieldRef"]["fieldPath"] == "metadata.name"


def test_the_version_is_said_once() -> None:
    """Deployment starts scripts/worker, and that the code, which says it."""
    places = [ROOT / ".github", ROOT / ".gitlab-ci.yml", DEPLOY, ROOT / "scripts", ROOT / "src"]
    files = [file for place in places for file in (place, *place.rglob("*")) if file.is_file()]
    texts = {file: file.read_text("utf-8") for file in files if file.suffix != ".pyc"}
    said = [file for file, text in texts.items() if re.search("APPVERSION|VERSION = ", text)]
    assert said == [Path(settings.__file__)]
    assert 'ENTRYPOINT ["scripts/worker"]' in texts[DEPLOY / "Dockerfile"]
    assert "/scripts/worker\n" in texts[DEPLOY / "systemd/worker@.service"]


def test_no_secret_stands_in_a_file_of_deployment() -> None:
    for file in DEPLOY.rglob("*.*"):
        assert not re.search(r"postgresql://|password|kind: Secret", file.read_text("utf-8")), file
