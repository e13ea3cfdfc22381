"""The repository that the team works on. Whatever is done twice comes to the same commit.

A commit is made of its tree, its parents, its message and its date, and all of them are given: a
step that runs again makes the same hash. Branches move from what they were to what they shall be,
or not at all. Nothing an agent wrote is run here: no hook, no filter, no configuration of its own.
"""

import io
import os
import re
import shutil
import subprocess
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from team import settings

MAIN = "refs/heads/main"
START = {
    "README.md": "# Units\n\nEach module converts one unit into another.\n",
    "units/__init__.py": '"""Conversions of units, one a module."""\n',
}
Fine = tuple[int, ...]  # exit codes that are answers
EPOCH = 1_700_000_000  # the first commit's date: it is the same in every repository


class GitError(RuntimeError):
    """What git said."""


@dataclass(frozen=True)
class Merged:
    """`commit` is on top of `main`; or else `conflict` says why there is none."""

    commit: str = ""
    main: str = ""
    conflict: str = ""


def path() -> Path:
    return settings.home() / "project.git"


def make() -> None:
    """The repository with its first commit. Found there, it is left as it is."""
    path().mkdir(parents=True, exist_ok=True)
    if not (path() / "HEAD").is_file():
        _git("init", "--bare", "--quiet", "--initial-branch=main", ".")
    if not _git("rev-parse", "--quiet", "--verify", MAIN, fine=(0, 1)):
        empty = _commit(_git("mktree"), [], "Nothing yet", EPOCH)
        _move(MAIN, _commit(_tree(empty, START, "start"), [empty], "Start", EPOCH), "")


def main() -> str:
    return _git("rev-parse", MAIN)


def commit(worker: str, base: str, branch: str, files: Mapping[str, str], message: str,
           date: int) -> str:  # fmt: skip
    """The files on top of `base` as one commit, made in a work tree of the worker's own."""
    made = _commit(_tree(base, files, f"{worker}-{branch}"), [base], message, date)
    _git("update-ref", f"refs/heads/{branch}", made)
    return made


def diff(base: str, commit: str) -> str:
    return _git("diff", "--no-ext-diff", "--no-textconv", base, commit)


def files(commit: str) -> dict[str, str]:
    """Every file of a commit as text; links are not followed, they are left out."""
    packed = _run("archive", "--format=tar", commit).stdout
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        return {
            one.name: archive.extractfile(one).read().decode()  # type: ignore[union-attr]
            for one in archive
            if one.isfile()
        }


def merge(commit: str, message: str, date: int) -> Merged:
    """A merge on top of main that nobody sees yet; main itself where it has the commit already."""
    top = main()
    if _within(commit, top):
        return Merged(top, top)
    done = _run("merge-tree", "--write-tree", top, commit, fine=(0, 1))
    text = done.stdout.decode()
    if done.returncode:
        return Merged(main=top, conflict=text)
    return Merged(_commit(text.strip(), [top, commit], message, date), top)


def publish(merged: Merged) -> bool:
    """main becomes the merge; False where it moved on meanwhile."""
    return _within(merged.commit, main()) or _move(MAIN, merged.commit, merged.main)


def merges() -> list[str]:
    """The subjects of what was merged into main, the oldest first."""
    return _git("log", "--first-parent", "--merges", "--reverse", "--format=%s", MAIN).splitlines()


def _tree(base: str, files: Mapping[str, str], name: str) -> str:
    """The id of base's tree with these files in it, written in a work tree of that name."""
    # A name is one worker's, and of one name one process lives: nobody else is in that folder.
    folder = settings.home() / "trees" / re.sub(r"[^\w.-]", "-", name)
    if folder.exists():  # whoever was killed in it left it in no state to trust
        shutil.rmtree(folder)
    _git("worktree", "add", "--quiet", "--force", "--force", "--detach", str(folder), base)
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    _git("add", "--all", ".", at=folder)
    tree = _git("write-tree", at=folder)
    _git("worktree", "remove", "--force", "--force", str(folder))
    return tree


def _commit(tree: str, parents: list[str], message: str, date: int) -> str:
    words = [word for one in parents for word in ("-p", one)]
    return _git("commit-tree", *words, "-m", message, tree, date=date)


def _move(branch: str, new: str, old: str) -> bool:
    """Only from `old`, which is what the branch must be now: "" is absent."""
    return _run("update-ref", branch, new, old or "0" * 40, fine=(0, 128)).returncode == 0


def _within(commit: str, top: str) -> bool:
    return _run("merge-base", "--is-ancestor", commit, top, fine=(0, 1)).returncode == 0


def _git(*words: str, at: Path | None = None, fine: Fine = (0,), date: int = EPOCH) -> str:
    return _run(*words, at=at, fine=fine, date=date).stdout.decode().strip()


def _run(*words: str, at: Path | None = None, fine: Fine = (0,), date: int = EPOCH,
         ) -> "subprocess.CompletedProcess[bytes]":  # fmt: skip
    quiet = ("-c", "core.hooksPath=/dev/null", "-c", "gc.auto=0", "-c", "core.fsmonitor=false")
    done = subprocess.run(
        ["git", *quiet, *words], cwd=at or path(), env=_environment(date), capture_output=True,
        stdin=subprocess.DEVNULL, check=False, timeout=120,
    )  # fmt: skip
    if done.returncode not in fine:
        raise GitError(f"git {words[0]}: {done.stderr.decode(errors='replace').strip()}")
    return done


def _environment(date: int) -> dict[str, str]:
    """Nobody's configuration, and one author."""
    who = {"NAME": "team", "EMAIL": "team@hive.invalid", "DATE": f"@{date} +0000"}
    roles = ("AUTHOR", "COMMITTER")
    return {
        "PATH": os.environ["PATH"],
        "LANG": "C.UTF-8",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_TERMINAL_PROMPT": "0",
        **{f"GIT_{role}_{what}": value for role in roles for what, value in who.items()},
    }
