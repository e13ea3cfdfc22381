"""Worktrees as a real git lists them."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from toolkit.errors import UsageError
from toolkit.setup.worktrees import Worktree, place

Git = Callable[..., None]


@pytest.fixture
def git(tmp_path: Path) -> Git:
    """git, in a repository with one commit of a project in a folder of its own."""
    plain = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    names = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b"}
    whole = {**plain, **names, "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@b"}

    def run(*words: str | Path, cwd: Path = tmp_path / "main") -> None:
        subprocess.run(["git", *words], cwd=cwd, env=whole, check=True, capture_output=True)

    (tmp_path / "main/shop").mkdir(parents=True)
    (tmp_path / "main/shop/alembic.ini").touch()
    run("init", "--quiet")
    run("add", ".")
    run("commit", "--quiet", "--message=first")
    return run


def test_each_knows_the_main_one_and_its_own_folder(git: Git, tmp_path: Path) -> None:
    other = tmp_path / "an other"
    git("worktree", "add", "-b", "other", other)
    found = place(other / "shop")
    assert (found.here, found.inner, found.main) == (other, Path("shop"), tmp_path / "main/shop")
    assert found.all == (Worktree(tmp_path / "main", True), Worktree(other, True))
    assert place(tmp_path / "main").here == tmp_path / "main"
    (tmp_path / "link").symlink_to(other)
    assert place(tmp_path / "link/shop").here == other


def test_a_worktree_within_the_main_one(git: Git, tmp_path: Path) -> None:
    inner = tmp_path / "main/trees/fix"
    git("worktree", "add", inner)
    assert (place(inner).here, place(inner).main) == (inner, tmp_path / "main")


def test_gone_is_one_whose_folder_is_but_for_a_disk_that_is_away(git: Git, tmp_path: Path) -> None:
    for name in ("removed", "deleted", "locked"):
        git("worktree", "add", tmp_path / name)
    git("worktree", "lock", "--reason=on a stick", tmp_path / "locked")
    git("worktree", "remove", tmp_path / "removed")
    for name in ("deleted", "locked"):
        shutil.rmtree(tmp_path / name)
    there = {one.path.name: one.there for one in place(tmp_path / "main").all}
    assert there == {"main": True, "deleted": False, "locked": True}


def test_a_bare_repository_has_no_servers(git: Git, tmp_path: Path) -> None:
    git("clone", "--quiet", "--bare", tmp_path / "main", tmp_path / "bare")
    git("worktree", "add", tmp_path / "fix", cwd=tmp_path / "bare")
    with pytest.raises(UsageError, match="bare repository"):
        place(tmp_path / "fix").main  # noqa: B018


def test_what_is_in_no_repository(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="in no git repository"):
        place(tmp_path)


def test_a_hook_of_another_repository_is_not_listened_to(
    git: Git, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git("init", "--quiet", tmp_path / "elsewhere")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere/.git"))
    assert place(tmp_path / "main/shop").main == tmp_path / "main/shop"
