"""The Makefile: its one rule and its table of contents, without a network.

A stand-in for uv notes what it is asked for, makes what a venv must have, and fails when told to.
"""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
UV = f"""#!/bin/sh
echo "$*" >> "$ASKED"
case "$*" in *"$FAIL"*) [ -z "$FAIL" ] || exit 1;; esac
case "$1" in venv) mkdir -p .venv/bin && ln -sf "{sys.executable}" .venv/bin/python;; esac
"""


@dataclass(frozen=True)
class Checkout:
    """A folder with what the rule reads."""

    folder: Path

    def make(
        self, *words: str, fail: str = "", path: str = "/usr/bin:/bin"
    ) -> subprocess.CompletedProcess[str]:
        """Run make; a call of uv that has `fail` in it fails."""
        env = {"PATH": f"{self.folder.parent}:{path}", "ASKED": str(self.asked), "FAIL": fail}
        command = ["make", "--no-print-directory", *words]
        return subprocess.run(
            command, cwd=self.folder, env=env, capture_output=True, text=True, check=False
        )

    @property
    def asked(self) -> Path:
        return self.folder.parent / "asked"

    def calls(self) -> list[str]:
        """What uv was asked for since the last look, its version left out."""
        lines = self.asked.read_text().splitlines() if self.asked.exists() else []
        self.asked.unlink(missing_ok=True)
        return [line for line in lines if line != "--version"]

    def venv(self) -> str:
        """The target that is the stamp."""
        return self.make("--eval", "stamp: ; @echo $(VENV)", "stamp").stdout.strip()


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    folder = tmp_path / "a folder"
    folder.mkdir()
    for name in ("Makefile", "pyproject.toml", "requirements.lock"):
        shutil.copy(ROOT / name, folder)
    (tmp_path / "uv").write_text(UV)
    (tmp_path / "uv").chmod(0o755)
    return Checkout(folder)


def _build(checkout: Checkout, fail: str = "") -> subprocess.CompletedProcess[str]:
    return checkout.make(checkout.venv(), fail=fail)


def test_second_make_does_nothing(checkout: Checkout) -> None:
    assert _build(checkout).returncode == 0
    assert len(checkout.calls()) == 3
    again = _build(checkout)
    assert (again.returncode, again.stderr, checkout.calls()) == (0, "", [])


@pytest.mark.parametrize("fail", ["venv", "--require-hashes", "--editable"])
def test_unfinished_venv_is_made_from_nothing(checkout: Checkout, fail: str) -> None:
    assert _build(checkout, fail).returncode != 0
    rest = checkout.folder / ".venv/rest"
    rest.parent.mkdir(exist_ok=True)
    rest.touch()
    checkout.calls()
    assert _build(checkout).returncode == 0
    assert checkout.calls()[0].startswith("venv")
    assert not rest.exists()


def test_other_lock_brings_the_venv_up_to_date(checkout: Checkout) -> None:
    _build(checkout)
    before = checkout.venv()
    checkout.calls()
    with (checkout.folder / "requirements.lock").open("a") as lock:
        lock.write("\n")
    assert _build(checkout).returncode == 0
    assert [call.split()[0] for call in checkout.calls()] == ["pip", "pip"]
    assert not (checkout.folder / before).exists()


def test_failed_update_is_repaired_from_nothing(checkout: Checkout) -> None:
    _build(checkout)
    with (checkout.folder / "requirements.lock").open("a") as lock:
        lock.write("\n")
    _build(checkout, fail="--editable")
    checkout.calls()
    _build(checkout)
    assert checkout.calls()[0].startswith("venv")


def test_copied_checkout_makes_a_venv_of_its_own(checkout: Checkout) -> None:
    _build(checkout)
    copy = Checkout(checkout.folder.with_name("copy"))
    shutil.copytree(checkout.folder, copy.folder, symlinks=True)
    checkout.calls()
    _build(copy)
    assert copy.calls()[0].startswith("venv")


def test_vanished_python_is_replaced(checkout: Checkout) -> None:
    _build(checkout)
    python = checkout.folder / ".venv/bin/python"
    python.unlink()
    python.symlink_to("/nowhere/python3")
    checkout.calls()
    assert _build(checkout).returncode == 0
    assert checkout.calls()[0].startswith("venv")


@pytest.mark.parametrize(("same", "offline"), [(True, True), (False, False)])
def test_wheels_replace_the_network_when_they_fit_the_lock(
    checkout: Checkout, *, same: bool, offline: bool
) -> None:
    wheels = checkout.folder / "wheels"
    wheels.mkdir()
    lock = (checkout.folder / "requirements.lock").read_text()
    (wheels / "requirements.lock").write_text(lock if same else lock + "\n")
    _build(checkout)
    assert ("--no-index --find-links wheels" in checkout.calls()[1]) is offline


def test_no_python_is_one_clear_error(checkout: Checkout) -> None:
    (checkout.folder.parent / "uv").write_text("#!/bin/sh\nexit 127\n")
    done = checkout.make("doctor", "PYTHON=false")
    assert done.returncode == 2
    assert "apt-get install python3-venv" in done.stderr
    assert not (checkout.folder / ".venv").exists()


def _targets() -> list[str]:
    (line,) = re.findall(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    return [name for name in line.split() if name not in ("help", "FORCE")]


def test_help_is_the_default_and_names_every_target(checkout: Checkout) -> None:
    lines = checkout.make().stdout.splitlines()
    assert [line.split()[0] for line in lines if line.startswith("  ")] == _targets()
    assert all(len(line.split()) > 1 for line in lines if line.startswith("  "))


@pytest.mark.parametrize("target", _targets())
def test_target_hands_over_to_invoke_or_nox(checkout: Checkout, target: str) -> None:
    _build(checkout)
    command = checkout.make("--dry-run", target, "ARGS=--one").stdout
    assert re.search(rf"^\.venv/bin/(invoke {target} --one|nox --session {target}s?\b)", command)


def test_nox_has_what_the_targets_ask_for() -> None:
    asked = set(re.findall(r"\$\(NOX\) (\w+)", (ROOT / "Makefile").read_text()))
    defined = set(re.findall(r"@nox\.session\ndef (\w+)", (ROOT / "noxfile.py").read_text()))
    assert asked <= defined


def test_ci_runs_what_contributors_run() -> None:
    lines = (ROOT / ".ci/run").read_text().splitlines()
    assert lines[-2:] == ["make check", "make test"]
    assert "set -euo pipefail" in lines
    assert os.access(ROOT / ".ci/run", os.X_OK)
