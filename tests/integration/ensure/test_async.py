"""An async `env.py` runs migrations through asyncpg, which prepares every statement."""

import asyncio

import sqlalchemy as sa
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy.ext.asyncio import create_async_engine

from toolkit import ensure
from toolkit.catalog.fingerprint import fingerprint


def _migrate(connection: sa.Connection) -> None:
    with Operations.context(MigrationContext.configure(connection)):
        ensure.enum("mood", "a", "b")
        ensure.enum_value("mood", "c")
        table = ensure.table(
            "t",
            sa.Column("id", sa.Integer, primary_key=True),
            sa.Column("tone", sa.Enum("x", "y%", name="tone"), server_default="x"),
            sa.Column("doc", sa.JSON),
            sa.CheckConstraint("id > 0", name="ck"),
        )
        ensure.column("t", sa.Column("n", sa.Integer, index=True, unique=False))
        ensure.index("ix", "t", ["n"], unique=True)
        ensure.unique("uq", "t", ["n"])
        ensure.foreign_key("fk", "t", "t", ["n"], ["id"])
        ensure.rows(table, [{"id": 1, "tone": "x", "doc": {"a": 1}}])
        ensure.extension("pg_trgm")


def test_twice_is_once_through_asyncpg(database: sa.URL) -> None:
    async def both() -> None:
        engine = create_async_engine(database.set(drivername="postgresql+asyncpg"))
        async with engine.connect() as connection:
            await connection.run_sync(_migrate)
            once = await connection.run_sync(fingerprint)
            await connection.run_sync(_migrate)
            assert once.difference(await connection.run_sync(fingerprint)) == ""
        await engine.dispose()

    asyncio.run(both())
