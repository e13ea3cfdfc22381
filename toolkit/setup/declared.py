"""What a project declares, from its settings: the bootstrap's blueprint and where it goes."""

from toolkit.bootstrap.blueprint import Blueprint
from toolkit.database.migrations import Migrations
from toolkit.settings.reference import importable
from toolkit.setup import references
from toolkit.setup.hive import Hive


def blueprint(hive: Hive) -> Blueprint:
    """What the database must have; SettingsError where a reference names nothing."""
    settings = hive.settings
    migrations = None
    if settings.alembic:
        migrations = Migrations(settings.root, settings.alembic, exported=hive.named)
        importable(*migrations.paths)
    return Blueprint(
        migrations=migrations,
        extensions=settings.extensions,
        enums=references.enums(settings),
        models=references.models(settings),
        rows=references.rows(settings),
        redis_url=hive.urls.get("REDIS_URL"),
    )
