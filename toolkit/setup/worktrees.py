"""The worktrees of a project's repository, as git lists them."""

from dataclasses import dataclass
from pathlib import Path

from toolkit import process
from toolkit.errors import UsageError
from toolkit.settings import current

ELSEWHERE = ("GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE")
"""Variables by which a hook says which repository is meant."""


@dataclass(frozen=True)
class Worktree:
    """`there`: its folder is; or it is locked, so that its disk may only be away."""

    path: Path
    there: bool
    bare: bool = False


@dataclass(frozen=True)
class Place:
    """Where a project is: in the worktree `here` of those that `all` are, the main one first, and
    there in the folder `inner`."""

    all: tuple[Worktree, ...]
    here: Path
    inner: Path

    @property
    def main(self) -> Path:
        """The project in the main worktree, which has the servers; UsageError where it has none."""
        if self.all[0].bare:
            raise UsageError(
                f"{self.all[0].path} is a bare repository: nobody works in it",
                why="the servers are those of the hive in the repository's main worktree",
                next="git clone it, and add worktrees to that clone",
            )
        return self.all[0].path / self.inner


def place(root: Path) -> Place:
    """UsageError where `root` is in no repository, CommandError where there is no git."""
    found = listed(root)
    real = root.resolve()
    here = [one.path for one in found if real.is_relative_to(one.path)]
    if not here:
        raise _nowhere(root, "git lists no worktree that it is in")
    deepest = max(here, key=lambda path: len(path.parts))
    return Place(found, deepest, real.relative_to(deepest))


def listed(root: Path) -> tuple[Worktree, ...]:
    environment = {key: value for key, value in current().items() if key not in ELSEWHERE}
    words = ("-C", root, "worktree", "list", "--porcelain")
    done = process.run("git", *words, env={**environment, "LC_ALL": "C"}, check=False)
    if done.returncode:
        raise _nowhere(root, done.stderr.strip())
    return tuple(_read(block) for block in done.stdout.split("\n\n") if block.strip())


def _read(block: str) -> Worktree:
    said = dict(line.partition(" ")[::2] for line in block.splitlines())
    path = Path(said["worktree"]).resolve()
    return Worktree(path, "locked" in said or path.is_dir(), "bare" in said)


def _nowhere(root: Path, why: str) -> UsageError:
    return UsageError(
        f"{root} is in no git repository", why=why, next="Type it in a worktree of the project"
    )
