"""Takes what it is offered for an engine, as pytest-alembic would offer it."""

import sqlalchemy as sa
from alembic import context

config = context.config
connectable = config.attributes.get("connection")
if connectable is None:
    url = config.get_main_option("sqlalchemy.url")
    connectable = sa.create_engine(url, poolclass=sa.NullPool)

with connectable.connect() as connection:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
