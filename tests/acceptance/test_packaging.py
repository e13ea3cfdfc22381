"""What is installed, and from what."""

import re
import subprocess
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[2]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
LOCK = (ROOT / "requirements.lock").read_text()


def _declared() -> list[str]:
    project = PYPROJECT["project"]
    extras = [line for extra in project["optional-dependencies"].values() for line in extra]
    build = PYPROJECT["build-system"]["requires"]
    return [*project["dependencies"], *extras, *PYPROJECT["dependency-groups"]["dev"], *build]


def _locked() -> dict[str, Version]:
    lines = re.findall(r"^([\w.-]+)==([^ ]+)", LOCK, re.MULTILINE)
    return {canonicalize_name(name): Version(version) for name, version in lines}


@pytest.mark.parametrize("line", sorted(set(_declared())))
def test_lock_fits_what_is_declared(line: str) -> None:
    wanted = Requirement(line)
    assert _locked()[canonicalize_name(wanted.name)] in wanted.specifier


def test_lock_has_a_hash_for_all_and_an_address_for_none() -> None:
    entry = re.compile(r"[\w.-]+==\S+( ;[^\\]+)?( \\\n +--hash=sha256:\w{64})+")
    assert [e for e in re.split(r"\n(?=\S)", LOCK.strip()) if not entry.fullmatch(e)] == []
    assert "://" not in LOCK


def test_wheel_holds_the_package_and_nothing_else(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == {"toolkit"}
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert _tracked() <= names


def _tracked() -> set[str]:
    """Everything of ours, data files like py.typed and extensions included."""
    files = (path for path in (ROOT / "toolkit").rglob("*") if path.is_file())
    return {path.relative_to(ROOT).as_posix() for path in files if path.suffix != ".pyc"}


def test_wheel_runs_from_its_own_files(installed: Path) -> None:
    code = "import toolkit; print(toolkit.__file__)"
    found = subprocess.check_output([installed / "python", "-P", "-c", code], text=True, cwd="/")
    assert Path(found.strip()).is_relative_to(installed.parent)


def test_console_script_is_there_and_lists_its_commands(installed: Path, tmp_path: Path) -> None:
    command = [installed / "hive", "--list"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.returncode == 0, done.stderr
    assert "bootstrap" in done.stdout
