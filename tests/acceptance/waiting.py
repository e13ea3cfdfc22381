"""A project whose one revision makes a table, and then waits for a lock that a test holds."""

import time
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa

PLAIN = """
from alembic import context
import sqlalchemy as sa

engine = sa.create_engine(context.config.get_main_option("sqlalchemy.url"), poolclass=sa.NullPool)
with engine.connect() as connection:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
"""
ASYNC = """
import asyncio
from alembic import context
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

def migrate(connection):
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()

async def main():
    url = sa.make_url(context.config.get_main_option("sqlalchemy.url"))
    engine = create_async_engine(url.set(drivername="postgresql+asyncpg"), poolclass=sa.NullPool)
    async with engine.connect() as connection:
        await connection.run_sync(migrate)

asyncio.run(main())
"""
REVISION = """
from alembic import op

revision, down_revision = "a1", None

def upgrade():
    op.execute("CREATE TABLE made (id integer)")
    op.execute("LOCK TABLE busy")
"""
WAITING = """
SELECT count(*) FROM pg_locks JOIN pg_class ON pg_class.oid = relation
WHERE relname = 'busy' AND NOT granted
"""
OTHERS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
"""


def project(root: Path, env: str = PLAIN) -> Path:
    """The project, for `hive` and for `invoke`."""
    (root / "migrations/versions").mkdir(parents=True)
    (root / "tasks.py").write_text("from toolkit.commands.namespace import namespace\n")
    (root / "alembic.ini").write_text("[alembic]\nscript_location = %(here)s/migrations\n")
    (root / "migrations/env.py").write_text(env)
    (root / "migrations/versions/a1_wait.py").write_text(REVISION)
    return root


def hold(connection: sa.Connection) -> None:
    """Make the table that it waits for, and hold its lock."""
    connection.execute(sa.text("CREATE TABLE busy (id integer)"))
    connection.commit()
    connection.execute(sa.text("LOCK TABLE busy"))


def nothing_stays(connection: sa.Connection) -> None:
    """The lock is given back; the revision's table is not there, and soon no session but ours."""
    connection.rollback()
    assert connection.scalar(sa.text("SELECT to_regclass('made')")) is None
    until(lambda: connection.scalar(sa.text(OTHERS)) == 0)


def until(ask: Callable[[], object], seconds: float = 60, pause: float = 0.02) -> None:
    """Ask until the answer is true."""
    end = time.monotonic() + seconds
    while not ask():
        assert time.monotonic() < end
        time.sleep(pause)
