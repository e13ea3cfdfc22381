"""Never commits what it ran."""

from alembic import context

connection = context.config.attributes["connection"]
transaction = connection.begin()
context.configure(connection=connection)
context.run_migrations()
transaction.rollback()
