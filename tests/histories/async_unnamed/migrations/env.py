"""Makes an asynchronous engine of a URL that names no driver: its own tests hand one over."""

import asyncio

from alembic import context
from sqlalchemy import Connection, engine_from_config, pool
from sqlalchemy.ext.asyncio import AsyncEngine


def do_run_migrations(connection: Connection) -> None:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()


async def run_migrations() -> None:
    section = context.config.get_section(context.config.config_ini_section, {})
    engine = AsyncEngine(engine_from_config(section, poolclass=pool.NullPool))
    async with engine.connect() as connection:
        await connection.run_sync(do_run_migrations)
    await engine.dispose()


asyncio.run(run_migrations())
