"""What a database has after each revision: one rung each, climbed once on a scratch database."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from toolkit import files
from toolkit.catalog.declaration import Declaration, Name, Objects
from toolkit.catalog.fingerprint import objects
from toolkit.catalog.rows import filled
from toolkit.database.migrations import Migrations, Site

HOUSE = Path(__file__).parents[1]
ROOMS = ("catalog", "database", "ensure", "recovery")
"""What they say changes what a rung is."""


@dataclass(frozen=True)
class Rung:
    """`revision` is "" before the first one; `title` its first line; `objects` are those of the
    catalog right after it, `rows` the tables (schema, name) that have any then."""

    revision: str
    title: str
    objects: Objects
    rows: frozenset[tuple[str, str]] = frozenset()

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """Of the fingerprint."""
        return tuple(sorted(one.line for one in self.objects.values()))


Ladder = Sequence[Rung]


def climbed(site: Site, migrations: Migrations) -> Iterator[Rung]:
    """On a database that has what comes before the revisions, and none of them yet."""
    table = migrations.stamp(site).version_table
    yield _rung(site, table, "", "")
    for step in migrations.pending(()):
        migrations.upgrade(site, step)
        title = (step.revision.doc or "").strip()
        yield _rung(site, table, step.revision.revision, title)


def _rung(site: Site, table: str, revision: str, title: str) -> Rung:
    found = objects(site.connection, table)
    tables = [one for one in found.values() if one.kind == "table"]
    ours = [one.name[:2] for one in tables if not one.definition.startswith("FOREIGN ")]
    rows = filled(site.connection, ours)
    site.connection.rollback()
    return Rung(revision, title, found, frozenset(rows))


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
        kept = json.loads((folder / f"{name}.json").read_text("utf-8"))
        known = [_declaration(*row) for row in kept["objects"]]
        return [
            Rung(
                revision,
                title,
                {known[place].key: known[place] for place in places},
                frozenset((schema, name) for schema, name in rows),
            )
            for revision, title, places, rows in kept["rungs"]
        ]
    except (OSError, ValueError, TypeError, KeyError, IndexError):
        return None


def keep(folder: Path, name: str, ladder: Ladder) -> None:
    """An object that many rungs have is written once."""
    known: dict[Declaration, int] = {}
    rungs = [
        (
            one.revision,
            one.title,
            [known.setdefault(each, len(known)) for each in one.objects.values()],
            sorted(one.rows),
        )
        for one in ladder
    ]
    rows = [(one.kind, one.name, one.definition, one.valid) for one in known]
    folder.mkdir(parents=True, exist_ok=True)
    files.write(folder / f"{name}.json", json.dumps({"objects": rows, "rungs": rungs}))


def _declaration(kind: str, name: list[str], definition: str, valid: bool) -> Declaration:
    return Declaration(kind, Name(*name), definition, valid)
