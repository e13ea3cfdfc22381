"""Which files git sees as changed."""

from pathlib import Path

from toolkit.errors import CommandError, UsageError
from toolkit.process import run


def changed(root: Path, revision: str) -> set[Path]:
    """Files that differ from a commit, and those that git does not know yet; UsageError."""
    git = ("git", "-C", root)
    try:
        top = Path(run(*git, "rev-parse", "--show-toplevel").stdout.strip())
        names = run(*git, "diff", "--name-only", "-z", "--end-of-options", revision, "--").stdout
        names += run(*git, "ls-files", "-z", "--others", "--exclude-standard", "--full-name").stdout
    except CommandError as error:
        raise UsageError(
            f"git cannot tell what changed since {revision!r}", why=error.why, next="git log"
        ) from None
    return {(top / name).resolve() for name in names.split("\0") if name}
