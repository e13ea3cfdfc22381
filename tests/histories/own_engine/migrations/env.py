"""Has its engine from the application, whatever it is offered."""

from alembic import context
from shop_engine import engine

with engine.connect() as connection:
    context.configure(connection=connection, transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()
