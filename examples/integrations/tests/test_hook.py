"""The git hook, installed as the README says it, refuses real commits."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ENV

NEEDED = ("pre-commit", "ruff", "hive-lint")
if lacking := [name for name in NEEDED if not shutil.which(name, path=ENV["PATH"])]:
    pytest.skip(f"not installed: {', '.join(lacking)}", allow_module_level=True)
WHO = ("-c", "user.name=A", "-c", "user.email=a@localhost")
PLAIN = 'from alembic import op\n\nrevision = "003"\ndown_revision = "002"\n\n\n'
PLAIN += 'def upgrade() -> None:\n    op.create_index("ix_letters_reader", "letters", ["reader"])\n'


@pytest.fixture
def repository(copy: Path) -> Path:
    """The project as its first commit, which went through the hooks itself."""
    assert git(copy, "init", "--quiet")[0] == 0
    hooks = [sys.executable, "-m", "pre_commit", "install"]
    subprocess.run(hooks, cwd=copy, env=environment(copy), check=True, capture_output=True)
    code, said = commit(copy)
    assert code == 0, said
    return copy


def environment(folder: Path) -> dict[str, str]:
    here = {"PRE_COMMIT_HOME": str(folder.parent / "cache"), "PYTHONPATH": str(folder / "src")}
    return {**ENV, **here, "GIT_CONFIG_GLOBAL": "/dev/null"}


def git(folder: Path, *words: str) -> tuple[int, str]:
    done = subprocess.run(
        ["git", *WHO, *words], cwd=folder, env=environment(folder), text=True, check=False,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    return done.returncode, done.stdout


def commit(folder: Path, name: str = ".") -> tuple[int, str]:
    git(folder, "add", *(("--all",) if name == "." else ("--force", name)))
    return git(folder, "commit", "--message", "A change")


@pytest.mark.parametrize(
    ("name", "text", "hook"),
    [
        ("src/integrations/more.py", "import os\n", "ruff check"),
        ("src/integrations/more.py", "x = {  'a':1 }\n", "ruff format"),
        ("migrations/versions/003_reader.py", PLAIN, "hive-lint"),
        (".env.local", "DATABASE_URL=postgresql://a:b@127.0.0.1/c\n", "no file with a secret"),
    ],
)
def test_a_bad_commit_is_refused(repository: Path, name: str, text: str, hook: str) -> None:
    (repository / name).write_text(text)
    code, said = commit(repository, name)
    assert code == 1
    failed = [line.split(".")[0] for line in said.splitlines() if line.endswith("Failed")]
    assert failed == [hook], said
    assert git(repository, "log", "--oneline")[1].count("\n") == 1


def test_a_good_one_is_made(repository: Path) -> None:
    (repository / "src/integrations/more.py").write_text('"""Nothing yet."""\n')
    assert commit(repository)[0] == 0
    assert git(repository, "log", "--oneline")[1].count("\n") == 2
