"""What is shipped is what stands in examples/, each a template that is a working project."""

from importlib.metadata import version
from pathlib import Path

import yaml

from toolkit.seeding.bundle import BUNDLE, opened, versions
from toolkit.seeding.examples import EXAMPLES
from toolkit.seeding.git import git
from toolkit.seeding.release import release, tree

TEMPLATES = Path(__file__).parents[3] / "examples"
NAMES = [example.name for example in EXAMPLES]


def test_the_newest_version_is_what_stands_here() -> None:
    newest = versions(BUNDLE)[-1]
    assert newest == version("hive-toolkit")
    with opened(BUNDLE) as repository:
        shipped = git(repository, "rev-parse", f"v{newest}^{{tree}}")
        assert shipped == tree(repository, TEMPLATES), "invoke examples.release"


def test_each_folder_is_an_example_and_a_choice() -> None:
    settings = yaml.safe_load((TEMPLATES / "copier.yml").read_text())
    assert settings["example"]["choices"] == NAMES
    folders = [path.name for path in TEMPLATES.iterdir() if path.is_dir()]
    assert sorted(folders) == sorted(NAMES)


def test_a_template_runs_nothing_and_renders_next_to_nothing() -> None:
    settings = yaml.safe_load((TEMPLATES / "copier.yml").read_text())
    assert not {"_tasks", "_migrations", "_jinja_extensions"} & settings.keys()
    rendered = [path.name for path in TEMPLATES.rglob("*.jinja")]
    assert set(rendered) == {"{{ _copier_conf.answers_file }}.jinja"}


def test_all_have_what_a_project_has() -> None:
    for name in NAMES:
        for part in ("src", "tests", "README.md", "AGENTS.md", ".env.example", ".gitignore"):
            assert (TEMPLATES / name / part).exists(), (name, part)


def test_there_is_one_sandbox() -> None:
    copies = {path.read_text() for path in TEMPLATES.glob("*/src/*/sandbox.py")}
    assert len(copies) == 1


def test_a_release_is_the_same_whoever_makes_it(tmp_path: Path) -> None:
    made = []
    for name in ("one", "other"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "a").write_text("a")
        bundle = folder.with_suffix(".bundle")
        assert release(folder, "0.1.0", bundle)
        assert not release(folder, "0.1.0", bundle)
        (folder / "a").write_text("b")
        assert release(folder, "0.1.0", bundle), "not published yet"
        assert release(folder, "0.10.0", bundle)
        assert release(folder, "0.9.0", tmp_path / "another.bundle") is (name == "one")
        assert versions(bundle) == ["0.1.0", "0.10.0"]
        made.append(bundle.read_bytes())
    assert made[0] == made[1]
