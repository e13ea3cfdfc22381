"""What `alembic init` writes: it is typed in the folder of the ini."""

from alembic import context
from backend_models import metadata
from sqlalchemy import engine_from_config, pool

section = context.config.get_section(context.config.config_ini_section, {})
with engine_from_config(section, poolclass=pool.NullPool).connect() as connection:
    context.configure(connection=connection, target_metadata=metadata)
    with context.begin_transaction():
        context.run_migrations()
