"""What README and docs name exists, and their examples work."""

import re
import tomllib
from pathlib import Path

import pytest
from invoke.tasks import Task

from toolkit.commands.namespace import namespace
from toolkit.settings import Settings, load
from toolkit.settings.model import FIELDS

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
TEXT = {page.name: page.read_text() for page in PAGES}
TASKS: dict[str, "Task[object]"] = {name: namespace[name] for name in namespace.task_names}
WORDS = {"make": r"make", "nox": r"nox -s", "ours": r"(?:invoke|hive)"}


def named(page: str, program: str) -> set[str]:
    """The words after a program, wherever a command begins."""
    pattern = rf"(?:[`(/]|^\$ |^){WORDS[program]} ([a-z]+(?:[-.][a-z]+)*)"
    return set(re.findall(pattern, TEXT[page], re.MULTILINE))


@pytest.mark.parametrize("page", TEXT)
def test_commands_exist(page: str) -> None:
    targets = set(re.findall(r"^([a-z-]+): ", (ROOT / "Makefile").read_text(), re.MULTILINE))
    sessions = set(re.findall(r"\ndef (\w+)\(session", (ROOT / "noxfile.py").read_text()))
    assert named(page, "ours") <= TASKS.keys()
    assert named(page, "make") <= targets
    assert named(page, "nox") <= sessions


def test_readme_names_every_command() -> None:
    assert TASKS.keys() - named("README.md", "ours") <= {"setup-complete"}


@pytest.mark.parametrize("page", TEXT)
def test_flags_exist(page: str) -> None:
    for name, flags in re.findall(r"\b(?:invoke|hive) ([a-z.-]+)((?: --[a-z-]+)+)", TEXT[page]):
        known = {f"--{one}" for arg in TASKS[name].get_arguments() for one in arg.names}
        assert set(flags.split()) <= known, (name, flags)


@pytest.mark.parametrize("page", TEXT)
def test_links_lead_somewhere(page: str) -> None:
    folder = ROOT if (ROOT / page).exists() else ROOT / "docs"
    links = re.findall(r"\]\((?!https)([^)#]+)\)", TEXT[page])
    assert [link for link in links if not (folder / link).is_file()] == []


@pytest.mark.parametrize("page", ["README.md", "settings.md"])
def test_the_table_for_a_project_of_your_own_is_read(page: str, tmp_path: Path) -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", TEXT[page], re.DOTALL)
    (tmp_path / "pyproject.toml").write_text(example)
    loaded = load(tmp_path, {})
    given = tomllib.loads(example)["tool"]["hive"]
    assert loaded.warnings == ()
    assert loaded.places.keys() == given.keys()
    assert loaded.settings.models == ("shop.models:Base",)
    assert loaded.settings.enums == {"orderstatus": ("open", "paid", "sent")}


def test_the_page_of_settings_is_the_model() -> None:
    rows = re.findall(r"^\| `(\w+)` \| .* \| (.*) \|$", TEXT["settings.md"], re.MULTILINE)
    assert sorted(key for key, _ in rows) == sorted(FIELDS)
    absent = {key: text.strip("`") for key, text in rows}
    for key in ("database", "role", "services", "deadline"):
        assert absent[key].split("`")[0] == str(Settings.model_fields[key].default).removesuffix(
            ".0"
        )


def test_what_is_supported_is_what_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    readme = TEXT["README.md"]
    pythons = re.findall(r"Python :: (3\.\d+)", " ".join(project["classifiers"]))
    assert f"| Python | {pythons[0]}–{pythons[-1]} |" in readme  # noqa: RUF001
    assert project["requires-python"] == f">={pythons[0]}"
    bounds = dict(line.split(">=") for line in project["dependencies"])
    assert f"≥ {bounds['alembic']}, ≥ {bounds['sqlalchemy']}" in readme
