"""The templates of all released versions: one git bundle, in the package and in the user's data."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from toolkit import files
from toolkit.seeding.git import git
from toolkit.settings import current

BUNDLE = Path(__file__).with_name("templates.bundle")


def versions(bundle: Path) -> Sequence[str]:
    """Its versions, the oldest first: 0.1.0, 0.2.0."""
    listed = git(bundle.parent, "bundle", "list-heads", bundle)
    tags = [line.split("refs/tags/v")[1] for line in listed.splitlines() if "refs/tags/v" in line]
    return sorted(tags, key=lambda version: [int(part) for part in version.split(".")])


def laid(bundle: Path = BUNDLE) -> str:
    """The bundle where every project finds it again, however the toolkit is moved or removed.

    As copier is to record it: `~` is the same wherever the project is taken. What lies there is
    replaced unless it has versions that this one lacks, of a newer toolkit.
    """
    given = current().get("XDG_DATA_HOME", "")
    home = Path(given) if given else Path("~/.local/share")
    place = home / "hive-toolkit" / bundle.name
    there = place.expanduser()
    if not there.is_file() or set(versions(there)) <= set(versions(bundle)):
        there.parent.mkdir(parents=True, exist_ok=True)
        if not there.is_file() or there.read_bytes() != bundle.read_bytes():
            files.write(there, bundle.read_bytes(), 0o644)
    return str(place)


@contextmanager
def opened(bundle: Path) -> Iterator[Path]:
    """A repository with what the bundle has; an empty one where there is no bundle."""
    with TemporaryDirectory(prefix="hive-templates-") as folder:
        repository = Path(folder)
        git(repository, "init", "--quiet", "--bare", "--initial-branch=main")
        if bundle.is_file():
            git(repository, "fetch", "--quiet", bundle, "refs/tags/*:refs/tags/*")
        yield repository
