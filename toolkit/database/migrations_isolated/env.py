"""Runs revisions on the connection that is offered, knowing nothing of the project's models."""

from alembic import context
from sqlalchemy.schema import CreateSchema

attributes = context.config.attributes
connection, options = attributes["connection"], attributes["isolated"]
if schema := options.get("version_table_schema"):  # no revision can make what holds the stamp
    connection.execute(CreateSchema(schema, if_not_exists=True))
    connection.commit()
context.configure(connection=connection, **options)
with context.begin_transaction():
    context.run_migrations()
