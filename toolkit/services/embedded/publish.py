"""Binaries that the server's user may run: where they are, else a copy outside closed folders."""

import os
import shutil
import stat
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from toolkit.errors import ServiceError
from toolkit.findings import Listener
from toolkit.services.embedded.payload import Payload
from toolkit.services.embedded.user import User

HOME = Path("/var/lib/hive-toolkit")


def reachable(payload: Payload, user: User | None) -> bool:
    """Whether that user may enter all of it, and read it. Ourselves: yes."""
    return user is None or all(_readable(tree, user) for tree in payload.trees.values())


def published(payload: Payload, user: User | None, listener: Listener) -> Payload:
    """The payload where that user reaches it; made once, atomically, and never changed."""
    if reachable(payload, user):
        return payload
    target = HOME / payload.name
    if not target.is_dir():
        listener.progress(f"copying {payload.label} to {target}, where {user and user.name} may go")
        make(target, lambda folder: _copy(payload, folder))
    return replace(payload, trees={place: target / place for place in payload.trees})


def make(target: Path, fill: Callable[[Path], None]) -> None:
    """Fill a new folder beside its final place, then give it its name in one stroke."""
    try:
        target.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        _refuse_foreign(target.parent)
        draft = Path(tempfile.mkdtemp(prefix=".new-", dir=target.parent))
    except OSError as error:
        raise _unwritable(target, error) from error
    try:
        fill(draft)
        _open(draft)
        _name(draft, target)
    except OSError as error:
        raise _unwritable(target, error) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _copy(payload: Payload, folder: Path) -> None:
    for place, tree in payload.trees.items():
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(tree, folder / place, symlinks=True)


def _open(folder: Path) -> None:
    """All of our copy may be read, and run where it was a program."""
    for path in [folder, *folder.rglob("*")]:
        if not path.is_symlink():
            executable = path.is_dir() or path.stat().st_mode & stat.S_IXUSR
            path.chmod(0o755 if executable else 0o644)


def _name(draft: Path, target: Path) -> None:
    try:
        draft.rename(target)
    except OSError:
        if not target.is_dir():  # else somebody else has just made the same
            raise


def _refuse_foreign(home: Path) -> None:
    """Whoever owns the folder could put in programs of theirs."""
    found = home.lstat()
    if found.st_uid != os.geteuid() or found.st_mode & 0o022 or not stat.S_ISDIR(found.st_mode):
        raise ServiceError(
            f"{home} cannot be trusted",
            why="it is not a folder that belongs to us alone",
            next=f"look who made {home}, and move it away",
        )


def _unwritable(target: Path, error: OSError) -> ServiceError:
    return ServiceError(
        f"the servers' binaries cannot be put into {target}",
        why=str(error),
        next="install into an environment outside closed folders, or run as an ordinary user",
    )


def _readable(tree: Path, user: User) -> bool:
    """Every folder, and one file of each for its neighbours: an installer has one umask."""
    if not all(_may(parent, user, 1) for parent in tree.resolve().parents):
        return False
    return all(
        _may(Path(folder), user, 5) and all(_may(Path(folder, name), user, 4) for name in files[:1])
        for folder, _, files in os.walk(tree)
    )


def _may(path: Path, user: User, bits: int) -> bool:
    """Whether all of `bits` (4 read, 1 enter or run) are given by the mode that applies."""
    found = path.stat()
    shift = 6 if found.st_uid == user.uid else 3 if found.st_gid == user.gid else 0
    return (found.st_mode >> shift) & bits == bits
