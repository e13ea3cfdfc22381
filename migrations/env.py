"""Runs the platform's migrations, on the connection it was given or on DATABASE_URL."""

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import context
from alembic.util import CommandError

from toolkit.database.url import parse
from toolkit.ensure import autogenerate
from toolkit.errors import SettingsError, ToolkitError
from toolkit.platform.models import metadata
from toolkit.settings import load, recorded


def run(**where: Any) -> None:
    """Each revision in a transaction of its own, unless whoever calls Alembic says otherwise."""
    context.configure(
        target_metadata=metadata,
        transaction_per_migration=context.config.attributes.get("transaction_per_migration", True),
        include_name=is_ours,
        compare_type=True,
        compare_server_default=True,
        process_revision_directives=autogenerate.converging,
        **where,
    )
    with context.begin_transaction():
        context.run_migrations()


def is_ours(name: str | None, kind: str, _parents: Any) -> bool:
    """Whether autogenerate should look at it; the schema `hive` is the toolkit's."""
    return not (kind == "schema" and name == "hive")


def url() -> sa.URL:
    """The URL in Alembic's configuration, else the one in use in this checkout."""
    given = context.config.get_alembic_option("sqlalchemy.url")
    try:
        return parse(given or in_use())
    except ToolkitError as error:
        raise CommandError(str(error)) from None


def in_use() -> str:
    """DATABASE_URL as the settings have it, else as the hive of this checkout recorded it."""
    root = Path(__file__).resolve().parent.parent
    given = load(root).settings.database_url
    found = given.get_secret_value() if given else recorded(root).get("DATABASE_URL")
    if not found:
        raise SettingsError("DATABASE_URL is not set", next="make setup-complete")
    return found


def online() -> None:
    """On the connection of whoever calls Alembic, from their engine, else on one of our own."""
    given = context.config.attributes.get("connection")
    if isinstance(given, sa.Connection):
        return run(connection=given)
    engine = given or sa.create_engine(url(), poolclass=sa.NullPool)
    with engine.connect() as own:
        return run(connection=own)


if context.is_offline_mode():
    run(dialect_name="postgresql", literal_binds=True)
else:
    online()
