"""A new version of the templates, from the folder where they are worked on into the bundle."""

from pathlib import Path

from toolkit import files
from toolkit.seeding.bundle import BUNDLE, opened, versions
from toolkit.seeding.git import git

WHEN = "2026-01-01T00:00:00Z"
"""Of every commit: the same templates are the same bundle, whoever releases them, and when."""


def tree(repository: Path, folder: Path) -> str:
    """What git makes of the folder: the id of its tree, without what is ignored there."""
    index = str(repository / "of-examples")
    words = ("--git-dir", repository, "--work-tree", folder)
    git(folder, *words, "add", "--all", ".", GIT_INDEX_FILE=index)
    return git(folder, *words, "write-tree", GIT_INDEX_FILE=index)


def release(folder: Path, version: str, bundle: Path = BUNDLE) -> bool:
    """Have the bundle's `version` be what the folder holds; True if that changed it.

    A version that is there already, and is not that, is made anew: it was not published yet.
    """
    known = versions(bundle) if bundle.is_file() else ()
    with opened(bundle) as repository:
        now = tree(repository, folder)
        if version in known and git(repository, "rev-parse", f"v{version}^{{tree}}") == now:
            return False
        before = [f"v{one}" for one in known if one != version]
        parents = [word for tag in before[-1:] for word in ("-p", tag)]
        dates = {"GIT_AUTHOR_DATE": WHEN, "GIT_COMMITTER_DATE": WHEN}
        words = ("commit-tree", now, *parents, "-m", f"Examples of Hive Toolkit {version}")
        commit = git(repository, *words, **dates)
        for name in ("refs/heads/main", f"refs/tags/v{version}"):
            git(repository, "update-ref", name, commit)
        made = repository / "made"
        git(repository, "-c", "pack.threads=1", "bundle", "create", "--quiet", made, "--all")
        files.write(bundle, made.read_bytes(), 0o644)
    return True
