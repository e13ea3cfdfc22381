"""What is found, held against what [tool.hive] says already; the rest is added to it."""

import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from toolkit.database.migrations import Migrations
from toolkit.database.migrations_models import handed, nowhere
from toolkit.findings import Listener, Outcome, Status
from toolkit.settings import Loaded
from toolkit.settings.load import THERE
from toolkit.settings.reference import importable
from toolkit.setup import references
from toolkit.setup.init import writing
from toolkit.setup.init.configuration import configuration
from toolkit.setup.init.found import WHOLE, Found
from toolkit.setup.init.models import models
from toolkit.setup.init.takes import takes


def initialised(loaded: Loaded, listener: Listener, *, plan: bool) -> list[Outcome]:
    """An outcome each; nothing is written before all is known, or under `plan`. UsageError,
    MigrationError, SettingsError."""
    timed = list(_timed(look(loaded, listener)))
    added = [one for one, _ in timed if one.value and not _said(loaded, one.key)]
    if added and not plan:
        writing.write(loaded.settings.root, added)
    status = Status.PENDING if plan else Status.CHANGED
    return [
        Outcome(one.key, status, spent, tuple(_changes(one)), one.notes)
        if one in added
        else Outcome(one.key, Status.UNCHANGED, spent, notes=(*_kept(loaded, one), *one.notes))
        for one, spent in timed
    ]


def look(loaded: Loaded, listener: Listener) -> Iterator[Found]:
    """Everything, in the order in which it is written."""
    chosen = configuration(loaded)
    yield chosen
    names = loaded.settings.url_names
    migrations = Migrations(loaded.settings.root, str(chosen.value), exported=nowhere(names))
    importable(*migrations.paths)
    seen = handed(migrations, names)
    yield models(migrations, seen, names, listener)
    yield from takes(migrations, seen)


def _timed(found: Iterator[Found]) -> Iterator[tuple[Found, float]]:
    """Each with the seconds that it took."""
    begin = time.monotonic()
    for one in found:
        yield one, time.monotonic() - begin
        begin = time.monotonic()


def _said(loaded: Loaded, key: str) -> bool:
    """Whether [tool.hive] has it, or whatever is stronger; what was only found there does not
    count."""
    return key in loaded.places and not loaded.places[key].endswith(THERE)


def _changes(one: Found) -> Iterator[str]:
    if isinstance(one.value, str) or WHOLE in one.where:
        yield f"{writing.line(one.key, one.value)}   ({one.where[WHOLE]})"
    elif isinstance(one.value, Mapping):
        for name, labels in one.value.items():
            yield f"{writing.line(name, labels)}   ({one.where[name]})"
    else:
        yield from (f"{name}   ({one.where[name]})" for name in one.value)


def _kept(loaded: Loaded, one: Found) -> Sequence[str]:
    """What [tool.hive] says is not touched; what it does not cover is said."""
    if not _said(loaded, one.key):
        return [] if one.notes else ["none is needed"]
    said = _value(loaded, one.key)
    lacking = [name for name in _parts(one.value) if name not in _parts(said)]
    place = loaded.places[one.key]
    return [f"{place}, does not have {name} ({one.where.get(name) or one.where[WHOLE]})"
            for name in lacking] or [f"{place}"]  # fmt: skip


def _value(loaded: Loaded, key: str) -> Any:
    return references.enums(loaded.settings) if key == "enums" else getattr(loaded.settings, key)


def _parts(value: Any) -> Sequence[str]:
    return [value] if isinstance(value, str) else [*value]
