"""The extensions and enum types that the migrations use, and that none of them makes."""

from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import MetaData
from sqlalchemy.dialects.postgresql.base import PGDialect

from toolkit.catalog.native import enums_in
from toolkit.database.migrations import Migrations
from toolkit.database.migrations_models import Handed
from toolkit.lint.discovery import Sources
from toolkit.lint.needs import Needed, Needs, needs
from toolkit.setup.init.found import Found


def takes(migrations: Migrations, seen: Handed) -> tuple[Found, Found]:
    """Extensions, and enum types with their labels."""
    sources = Sources(str(migrations.root), excluded=lambda _: False)
    for step in migrations.history:
        sources.add(str(migrations.folder / step.revision.path))
    found = needs(sources.found.values())
    unread = tuple(
        f"{Path(path).name} cannot be read: {why}"
        for path, why in {**sources.unread, **found.unread}.items()
    )
    return _extensions(found, unread), _enums(found, _labels(seen.metadata))


def _extensions(found: Needs, notes: tuple[str, ...]) -> Found:
    where = {name: one.where for name, one in found.extensions.items()}
    return Found("extensions", list(where), where, notes)


def _enums(found: Needs, models: Mapping[str, tuple[str, ...]]) -> Found:
    labels = {name: one.labels or models.get(name, ()) for name, one in found.enums.items()}
    where = {name: one.where for name, one in found.enums.items() if labels[name]}
    notes = tuple(_unknown(one) for name, one in found.enums.items() if not labels[name])
    return Found("enums", {name: labels[name] for name in where}, where, notes)


def _unknown(one: Needed) -> str:
    return f"{one.where}: no revision makes {one.name}; where it is an enum type, add its labels"


def _labels(models: tuple[MetaData, ...]) -> dict[str, tuple[str, ...]]:
    """Of each enum type of the models."""
    tables = (table for one in models for table in one.tables.values())
    dialect = PGDialect()  # type: ignore[no-untyped-call]
    types = enums_in((column for one in tables for column in one.columns), dialect)
    return {".".join(filter(None, (one.schema, one.name))): tuple(one.enums) for one in types}
