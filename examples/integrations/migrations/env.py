"""Runs the migrations on the connection that it is given, else on DATABASE_URL."""

import sqlalchemy as sa
from alembic import context

from integrations.models import metadata
from integrations.settings import database


def run(connection: sa.Connection) -> None:
    context.configure(
        connection=connection, target_metadata=metadata, transaction_per_migration=True
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    option = context.config.get_alembic_option("sqlalchemy.url")
    engine = sa.create_engine(option or database(), poolclass=sa.NullPool)
    with engine.connect() as connection:
        run(connection)
