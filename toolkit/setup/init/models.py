"""The models, as a reference that brings all of their tables when it is imported by itself."""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import MetaData

from toolkit.database.migrations import Migrations
from toolkit.database.migrations_models import Handed, nowhere
from toolkit.errors import CommandError
from toolkit.findings import Listener
from toolkit.process import run
from toolkit.settings import current
from toolkit.setup.init.found import WHOLE, Found

MOST = 8
"""References that are tried, each in a Python of its own."""
SECONDS = 120.0
ALONE = """
import json, sys
from importlib import import_module
sys.path[:0] = json.loads(sys.argv[1])
name, _, path = sys.argv[2].partition(":")
found = import_module(name)
for part in path.split("."):
    found = getattr(found, part)
print("\\n" + str(len(found.tables)))
"""


def models(
    migrations: Migrations, seen: Handed, url_names: Sequence[str], listener: Listener
) -> Found:
    """One reference for each metadata that env.py hands to Alembic."""
    env = Path(migrations.script.env_py_location).name
    if not seen.metadata:
        note = f"{env} hands Alembic no target_metadata: the models are not compared"
        return Found("models", (), {}, (note,))
    trial = Trial(migrations, {**current(), **nowhere(url_names)}, listener)
    best = [trial.best(seen, one) for one in seen.metadata]
    references = [reference for reference, _ in best if reference]
    tables = sum(len(one.tables) for one in seen.metadata)
    value = references[0] if len(references) == 1 else references
    where = {WHOLE: f"{env}, {tables} tables"} if references else {}
    return Found("models", value, where, tuple(note for _, note in best if note))


@dataclass(frozen=True)
class Trial:
    """References imported by themselves, in the environment `env`."""

    migrations: Migrations
    env: Mapping[str, str] = field(repr=False)
    listener: Listener

    def best(self, seen: Handed, one: MetaData) -> tuple[str, str]:
        """A reference, and what it lacks."""
        best, most = "", -1
        for reference in _few(seen.references(one)):
            self.listener.progress(f"importing {reference.partition(':')[0]} by itself")
            found = self._tables(reference)
            if found > most:
                best, most = reference, found
            if most == len(one.tables):
                return best, ""
        if not best:
            return "", "the metadata is made in env.py: where it can be imported, set models"
        return best, (
            f"imported by itself, {best.partition(':')[0]} brings {most} of {len(one.tables)}"
            " tables: import the modules of all models there, or set models to one that does"
        )

    def _tables(self, reference: str) -> int:
        """How many are known once its module is imported; none where that fails."""
        paths = json.dumps([str(self.migrations.root), *self.migrations.paths])
        try:
            done = run(sys.executable, "-c", ALONE, paths, reference, cwd=self.migrations.folder,
                       env=self.env, timeout=SECONDS)  # fmt: skip
        except CommandError:
            return 0
        return int(done.stdout.splitlines()[-1])


def _few(references: Iterator[str]) -> Iterator[str]:
    """One of each module, not of too many."""
    seen = list[str]()
    for reference in references:
        name = reference.partition(":")[0]
        if name not in seen and len(seen) < MOST:
            seen.append(name)
            yield reference
