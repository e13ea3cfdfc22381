"""Snapshots: a database as it was, each a dump of pg_dump's custom format in one folder."""

import json
import os
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from toolkit import files
from toolkit.errors import UsageError

KEPT = 10
"""Of each cause; what a person asked for stays until a person deletes it."""
ASKED = "asked"
DUMP, FACTS, DRAFT = ".dump", ".json", ".draft-"


@dataclass(frozen=True)
class Snapshot:
    """`before`: the command that it was taken before, or that somebody asked for it; `revisions`:
    what the stamp said, nothing where nobody could tell; `when` is UTC."""

    file: Path
    when: datetime
    before: str
    revisions: tuple[str, ...]
    bytes: int

    @property
    def name(self) -> str:
        return self.file.stem


def known(folder: Path) -> list[Snapshot]:
    """All of them, the oldest first."""
    found = [_read(path) for path in folder.glob(f"*{DUMP}")]
    return sorted(found, key=lambda one: (one.when, one.name))


def named(folder: Path, name: str) -> Snapshot:
    """UsageError where there is none of that name."""
    found = known(folder)
    for one in found:
        if one.name == name:
            return one
    raise UsageError(
        f"there is no snapshot {name}",
        why=f"the newest is {found[-1].name}" if found else "there is none at all yet",
        state="Nothing was changed.",
        next="invoke snapshot.list",
    )


def take(
    folder: Path,
    before: str,
    revisions: Sequence[str],
    dump: Callable[[Path], None],
    spare: str = "",
) -> Snapshot:
    """`dump` fills a file (mode 0600), which is a snapshot only once that ended well; then older
    ones of the same cause go, but not `spare`. One at a time: what others have left half-done is
    removed."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    _sweep(folder)
    handle, draft = tempfile.mkstemp(dir=folder, prefix=DRAFT)
    os.close(handle)
    try:
        dump(Path(draft))
        file = _keep(folder, Path(draft), before, revisions)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
    _prune(folder, before, spare)
    return _read(file)


def _keep(folder: Path, draft: Path, before: str, revisions: Sequence[str]) -> Path:
    """On disk before it has its name; what is known of it comes first, so that none is without."""
    now = datetime.now(UTC)
    file = _free(folder, f"{now:%Y%m%dT%H%M%SZ}-{before}")
    facts = {"when": now.isoformat(), "before": before, "revisions": list(revisions)}
    files.write(file.with_suffix(FACTS), json.dumps(facts))
    _flush(draft)
    draft.replace(file)
    _flush(folder)
    return file


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _free(folder: Path, name: str) -> Path:
    """Two in the same second are told apart."""
    found, number = folder / f"{name}{DUMP}", 1
    while found.exists():
        number += 1
        found = folder / f"{name}-{number}{DUMP}"
    return found


def _prune(folder: Path, before: str, spare: str) -> None:
    """But not the first at a stamp: what failed there again and again came later."""
    if before == ASKED:
        return
    same = [one for one in known(folder) if one.before == before]
    first = {one.revisions: one.name for one in reversed(same)}
    for one in same[:-KEPT]:
        if one.name in (spare, first[one.revisions]):
            continue
        one.file.unlink()
        one.file.with_suffix(FACTS).unlink(missing_ok=True)


def _sweep(folder: Path) -> None:
    """What a kill left: half a dump, or what is known of one that never came."""
    for path in folder.glob(f"{DRAFT}*"):
        path.unlink()
    for path in folder.glob(f"*{FACTS}"):
        if not path.with_suffix(DUMP).exists():
            path.unlink()


def _read(file: Path) -> Snapshot:
    """Where what is known of it is lost, it can be restored all the same."""
    status = file.stat()
    when, before, revisions = datetime.fromtimestamp(status.st_mtime, UTC), "?", tuple[str, ...]()
    with suppress(OSError, ValueError, TypeError, KeyError):
        facts = json.loads(file.with_suffix(FACTS).read_text("utf-8"))
        when = datetime.fromisoformat(facts["when"])
        before, revisions = str(facts["before"]), tuple(map(str, facts["revisions"]))
    return Snapshot(file, when, before, revisions, status.st_size)
