"""Projects from templates: made whole or not at all, unchanged, merged, never overwritten."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from toolkit.errors import ExampleError, NotConvergedError
from toolkit.findings import Status
from toolkit.seeding.bundle import laid, versions
from toolkit.seeding.examples import Example, named
from toolkit.seeding.release import release
from toolkit.seeding.seed import seed
from toolkit.seeding.update import version_of

TEMPLATES = Path(__file__).parents[3] / "examples"
HELLO = named("hello-world")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own, without any configuration of git's."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """A bundle with one version."""
    release(_ignoring(tmp_path / "templates"), "0.1.0", tmp_path / "older.bundle")
    return tmp_path / "older.bundle"


@pytest.fixture
def newer(tmp_path: Path, older: Path) -> Callable[..., Path]:
    """The bundle with another version, in which files say something else."""

    def make(**files: Callable[[str], str]) -> Path:
        for name, change in files.items():
            path = tmp_path / "templates/hello-world" / f"{name}.md"
            path.write_text(change(path.read_text() if path.exists() else ""))
        bundle = tmp_path / "newer.bundle"
        shutil.copy(older, bundle)
        assert release(tmp_path / "templates", "0.2.0", bundle)
        return bundle

    return make


def _ignoring(folder: Path) -> Path:
    shutil.copytree(TEMPLATES, folder, ignore=shutil.ignore_patterns("__pycache__", "rooms"))
    return folder


def git(project: Path, *words: str) -> str:
    return subprocess.check_output(["git", "-C", project, *words], text=True).strip()


def edit(project: Path, name: str, change: Callable[[str], str]) -> None:
    """As a user does, with a name of their own."""
    path = project / name
    path.write_text(change(path.read_text()))
    who = ("-c", "user.name=somebody", "-c", "user.email=somebody@localhost")
    git(project, *who, "commit", "--all", "--message", "mine")


def test_a_project_with_one_commit(tmp_path: Path, older: Path) -> None:
    made = seed(HELLO, tmp_path / "a/b", older)
    project = tmp_path / "a/b/hello-world"
    assert made.status is Status.CHANGED
    assert git(project, "status", "--porcelain") == ""
    assert git(project, "log", "--format=%an %s").splitlines() == [
        "Hive Toolkit hello-world, from the template 0.1.0"
    ]
    assert version_of(project) == "0.1.0"
    here, there = (
        {str(path.relative_to(root)) for path in root.rglob("*") if ".git/" not in str(path)}
        for root in (tmp_path / "templates/hello-world", project)
    )
    assert there - here == {".git", ".copier-answers.yml"}
    assert [name for name in here - there if not name.endswith(".jinja")] == []


def test_where_there_are_steps_each_is_a_commit_and_a_tag(tmp_path: Path, older: Path) -> None:
    """Before its step nothing of it is there; the last one is what the template holds."""
    seed(named("tutorial"), tmp_path / "a", older)
    project, template = tmp_path / "a/tutorial", tmp_path / "templates/tutorial"
    pages = sorted(path.stem for path in (template / "steps").iterdir())
    assert git(project, "log", "--reverse", "--format=%s").splitlines()[1:] == pages
    tags = git(project, "tag", "--format=%(contents:subject)").splitlines()
    assert tags == pages
    assert not git(project, "ls-tree", "step-1~1", "tests")
    for path in (
        path for path in template.rglob("*") if path.is_file() and path.suffix != ".jinja"
    ):
        assert (project / path.relative_to(template)).read_bytes() == path.read_bytes()


def test_a_newer_template_is_merged_where_there_are_steps(
    tmp_path: Path, older: Path, newer: Callable[..., Path]
) -> None:
    tutorial = named("tutorial")
    seed(tutorial, tmp_path, older)
    first = git(tmp_path / "tutorial", "rev-parse", "step-1", "step-2")
    notes = tmp_path / "templates/tutorial/notes/news.md"
    notes.write_text("# News\n")
    assert seed(tutorial, tmp_path, _as(older, newer())).status is Status.CHANGED
    assert (tmp_path / "tutorial/notes/news.md").read_text() == "# News\n"
    assert git(tmp_path / "tutorial", "rev-parse", "step-1", "step-2") == first
    assert seed(tutorial, tmp_path, older).status is Status.UNCHANGED


def test_again_changes_nothing(tmp_path: Path, older: Path) -> None:
    seed(HELLO, tmp_path, older)
    project = tmp_path / "hello-world"
    head = git(project, "rev-parse", "HEAD")
    (project / "README.md").write_text("mine, and not committed")
    assert seed(HELLO, tmp_path, older).status is Status.UNCHANGED
    assert git(project, "rev-parse", "HEAD") == head
    assert (project / "README.md").read_text() == "mine, and not committed"


def test_where_its_template_is_found_names_no_machine(tmp_path: Path, older: Path) -> None:
    seed(HELLO, tmp_path, older)
    answers = (tmp_path / "hello-world/.copier-answers.yml").read_text()
    assert "_src_path: ~/.local/share/hive-toolkit/older.bundle" in answers


def test_a_newer_template_is_merged_with_edits(
    tmp_path: Path, older: Path, newer: Callable[..., Path]
) -> None:
    seed(HELLO, tmp_path, older)
    project = tmp_path / "hello-world"
    edit(project, "AGENTS.md", lambda text: f"{text}\n- Mine.\n")
    bundle = _as(older, newer(README=lambda text: f"{text}\nNews.\n", NEW=lambda _: "new\n"))
    done = seed(HELLO, tmp_path, bundle)
    assert done.changes == (f"update {project} from the template 0.1.0 to 0.2.0",)
    assert (project / "AGENTS.md").read_text().endswith("- Mine.\n")
    assert (project / "README.md").read_text().endswith("News.\n")
    assert (project / "NEW.md").read_text() == "new\n"
    assert git(project, "status", "--porcelain") == ""
    assert seed(HELLO, tmp_path, bundle).status is Status.UNCHANGED


def test_what_both_changed_is_shown_and_not_chosen(
    tmp_path: Path, older: Path, newer: Callable[..., Path]
) -> None:
    seed(HELLO, tmp_path, older)
    project = tmp_path / "hello-world"
    edit(project, "README.md", lambda text: text.replace("# hello-world", "# My own"))
    bundle = newer(README=lambda text: text.replace("# hello-world", "# Theirs"))
    with pytest.raises(NotConvergedError, match=r"your edits meet in README\.md"):
        seed(HELLO, tmp_path, _as(older, bundle))
    text = (project / "README.md").read_text()
    assert "<<<<<<<" in text
    assert "# My own" in text
    assert "# Theirs" in text


def test_what_is_not_committed_is_not_touched(
    tmp_path: Path, older: Path, newer: Callable[..., Path]
) -> None:
    seed(HELLO, tmp_path, older)
    project = tmp_path / "hello-world"
    (project / "mine").write_text("")
    with pytest.raises(ExampleError, match="not committed"):
        seed(HELLO, tmp_path, _as(older, newer(NEW=lambda _: "new")))
    assert git(project, "status", "--porcelain") == "?? mine"
    assert version_of(project) == "0.1.0"


def test_an_update_that_fails_leaves_it_as_it_was(
    tmp_path: Path, older: Path, newer: Callable[..., Path], home: Path
) -> None:
    seed(HELLO, tmp_path, older)
    project = tmp_path / "hello-world"
    bundle = newer(NEW=lambda _: "new")
    (tmp_path / "templates/copier.yml").write_text('_subdirectory: "nowhere"\n')
    release(tmp_path / "templates", "0.3.0", bundle)
    with pytest.raises(ExampleError, match="cannot be updated"):
        seed(HELLO, tmp_path, _as(older, bundle))
    assert git(project, "status", "--porcelain") == ""
    assert version_of(project) == "0.1.0"


@pytest.mark.parametrize("as_file", [True, False])
def test_somebody_elses_is_left_alone(tmp_path: Path, older: Path, as_file: bool) -> None:
    place = tmp_path / "hello-world"
    if as_file:
        place.write_text("mine")
    else:
        place.mkdir()
        (place / "mine").write_text("")
    with pytest.raises(ExampleError, match="was not made from the template"):
        seed(HELLO, tmp_path, older)
    assert place.read_text() == "mine" if as_file else [*place.iterdir()] == [place / "mine"]


def test_what_fails_leaves_nothing_of_ours(tmp_path: Path, older: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept/mine").write_text("")
    nobody = Example("nobody", "", "", ())
    for into in (tmp_path / "new/deep", tmp_path / "kept"):
        with pytest.raises(ExampleError, match="cannot be rendered"):
            seed(nobody, into, older)
    assert not (tmp_path / "new").exists()
    assert [*(tmp_path / "kept").iterdir()] == [tmp_path / "kept/mine"]


def test_after_a_kill_it_is_made_anew(tmp_path: Path, older: Path) -> None:
    (tmp_path / ".hello-world.seeding/half").mkdir(parents=True)
    (tmp_path / "hello-world").mkdir()
    seed(HELLO, tmp_path, older)
    assert not (tmp_path / ".hello-world.seeding").exists()
    assert not (tmp_path / "hello-world/half").exists()
    assert git(tmp_path / "hello-world", "log", "--oneline").count("\n") == 0


def test_after_a_kill_an_update_begins_anew(
    tmp_path: Path, older: Path, newer: Callable[..., Path]
) -> None:
    """Killed once it has written into the project; what it left is kept, and merged by nobody."""
    seed(HELLO, tmp_path, older)
    project = tmp_path / "hello-world"
    edit(project, "AGENTS.md", lambda text: f"{text}\n- Mine.\n")
    bundle = _as(older, newer(README=lambda text: f"{text}\nNews.\n", NEW=lambda _: "new\n"))
    words = ("from sys import argv; from pathlib import Path;"
             "from toolkit.seeding.examples import EXAMPLES; from toolkit.seeding import update;"
             "update._refuse_conflicts = lambda *_: print('written', flush=True) or input();"
             "update.update(EXAMPLES[0], Path(argv[1]), Path(argv[2]))")  # fmt: skip
    argv = [sys.executable, "-c", words, project, bundle]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == b"written\n"
        running.kill()
    assert git(project, "status", "--porcelain")
    done = seed(HELLO, tmp_path, bundle)
    assert done.changes == (f"update {project} from the template 0.1.0 to 0.2.0",)
    assert done.notes == (f"an update was killed; what it left is in git -C {project} stash",)
    assert git(project, "stash", "list").count("\n") == 0
    assert (project / "AGENTS.md").read_text().endswith("- Mine.\n")
    assert (project / "NEW.md").read_text() == "new\n"
    assert git(project, "status", "--porcelain") == ""
    assert seed(HELLO, tmp_path, bundle).notes == (f"{project}, template 0.2.0",)


def test_an_older_toolkit_does_not_take_newer_templates_away(
    older: Path, newer: Callable[..., Path], home: Path
) -> None:
    bundle = _as(older, newer(NEW=lambda _: "new"))
    laid(bundle)
    place = home / ".local/share/hive-toolkit/older.bundle"
    assert versions(place) == ["0.1.0", "0.2.0"]
    first = older.with_name("first") / "older.bundle"
    first.parent.mkdir()
    release(older.with_name("templates"), "0.1.0", first)
    laid(first)
    assert versions(place) == ["0.1.0", "0.2.0"]


def _as(older: Path, newer: Path) -> Path:
    """The newer bundle under the older one's name, as a newer toolkit brings it."""
    return newer.replace(older)
