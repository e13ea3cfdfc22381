"""What is done twice comes to the same, and main moves only from what it was."""

import subprocess
from pathlib import Path

import pytest
from team import repository


@pytest.fixture(autouse=True)
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEAM_HOME", str(tmp_path))
    repository.make()


def commit(name: str, text: str, worker: str = "w1") -> str:
    base = repository.main()
    return repository.commit(worker, base, f"b-{name}", {f"units/{name}.py": text}, "Do it", 1)


def test_the_same_commit_twice_is_one() -> None:
    made = commit("a", "a = 1\n")
    assert commit("a", "a = 1\n", worker="w2") == made
    show = ["git", "show", "--no-patch", "--format=%at %ct", made]
    dates = subprocess.check_output(show, cwd=repository.path(), text=True)
    assert dates == "1 1\n", "not by any clock"


def test_a_merge_done_twice_is_one() -> None:
    made = commit("a", "a = 1\n")
    first = repository.merge(made, "Merge a", 2)
    assert repository.merge(made, "Merge a", 2) == first
    assert repository.publish(first)
    assert repository.publish(first)
    assert repository.merge(made, "Merge a", 2).commit == first.commit
    assert repository.merges() == ["Merge a"]


def test_main_does_not_move_from_where_it_is_not() -> None:
    one, other = commit("a", "a = 1\n"), commit("b", "b = 1\n")
    late = repository.merge(other, "Merge b", 3)
    assert repository.publish(repository.merge(one, "Merge a", 2))
    assert not repository.publish(late)
    assert repository.publish(repository.merge(other, "Merge b", 3))
    assert repository.merges() == ["Merge a", "Merge b"]


def test_a_conflict_is_told() -> None:
    one, other = commit("a", "a = 1\n"), commit("a", "a = 2\n")
    assert repository.publish(repository.merge(one, "Merge a", 2))
    assert "conflict" in repository.merge(other, "Merge other", 3).conflict.lower()


def test_what_a_killed_worker_left_is_cleared_away(tmp_path: Path) -> None:
    folder = tmp_path / "trees/w1-b-a"
    folder.mkdir(parents=True)
    (folder / "half.py").write_text("x =")
    assert sorted(repository.files(commit("a", "a = 1\n"))) == [
        "README.md",
        "units/__init__.py",
        "units/a.py",
    ]


def test_no_hook_runs(tmp_path: Path) -> None:
    hook = repository.path() / "hooks/reference-transaction"
    hook.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
    hook.chmod(0o755)
    commit("a", "a = 1\n")
    assert not (tmp_path / "ran").exists()
