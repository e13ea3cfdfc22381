"""What a project declares, from its settings: the bootstrap's blueprint and where it goes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from toolkit.bootstrap.blueprint import Blueprint
from toolkit.database.migrations import Migrations
from toolkit.settings import Settings
from toolkit.settings.reference import importable
from toolkit.setup import references

if TYPE_CHECKING:
    from toolkit.setup.hive import Hive


def blueprint(hive: Hive) -> Blueprint:
    """What the hive's database must have; SettingsError where a reference names nothing."""
    return declared(hive.settings, hive.urls)


def declared(settings: Settings, urls: Mapping[str, str]) -> Blueprint:
    """The same of any database, of which env.py finds the `urls` in the environment."""
    migrations = None
    if settings.alembic:
        named = settings.named(urls)
        migrations = Migrations(settings.root, settings.alembic, exported=named)
        importable(*migrations.paths)
    return Blueprint(
        migrations=migrations,
        extensions=tuple(settings.oldest),
        oldest=settings.oldest,
        enums=references.enums(settings),
        models=references.models(settings),
        rows=references.rows(settings),
        redis_url=urls.get("REDIS_URL"),
    )
