"""What a database has after each revision: one rung each, climbed once on a scratch database."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from toolkit import files
from toolkit.catalog.fingerprint import fingerprint
from toolkit.database.migrations import Migrations, Site

HOUSE = Path(__file__).parents[1]
ROOMS = ("catalog", "database", "ensure", "recovery")
"""What they say changes what a rung is."""


@dataclass(frozen=True)
class Rung:
    """`revision` is "" before the first one; `title` its first line; `lines` are those of the
    catalog's fingerprint right after it."""

    revision: str
    title: str
    lines: tuple[str, ...]


Ladder = Sequence[Rung]


def climbed(site: Site, migrations: Migrations) -> Iterator[Rung]:
    """On a database that has what comes before the revisions, and none of them yet."""
    table = migrations.stamp(site).version_table
    yield Rung("", "", _lines(site, table))
    for step in migrations.pending(()):
        migrations.upgrade(site, step)
        title = (step.revision.doc or "").strip()
        yield Rung(step.revision.revision, title, _lines(site, table))


def _lines(site: Site, table: str) -> tuple[str, ...]:
    found = fingerprint(site.connection, rows=False, version_table=table)
    site.connection.rollback()
    return found.lines


def key(migrations: Migrations, beside: object) -> str:
    """Another one whenever a revision, env.py, the toolkit, or what stands `beside` is another."""
    paths = [migrations.folder / step.revision.path for step in migrations.history]
    paths.append(migrations.folder / migrations.script.env_py_location)
    paths += [path for room in ROOMS for path in sorted((HOUSE / room).rglob("*.py"))]
    contents = [hashlib.sha256(path.read_bytes()).hexdigest() for path in paths if path.is_file()]
    return hashlib.sha256(json.dumps([repr(beside), *contents]).encode()).hexdigest()[:24]


def load(folder: Path, name: str) -> Ladder | None:
    """None where it was not climbed yet, or cannot be read."""
    try:
        rows = json.loads((folder / f"{name}.json").read_text("utf-8"))
        return [Rung(one["revision"], one["title"], tuple(one["lines"])) for one in rows]
    except (OSError, ValueError, TypeError, KeyError):
        return None


def keep(folder: Path, name: str, ladder: Ladder) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    files.write(folder / f"{name}.json", json.dumps([asdict(one) for one in ladder]))
