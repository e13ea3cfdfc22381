"""The dialect that what we write is written in."""

from alembic import op
from sqlalchemy.dialects.postgresql.base import PGDialect

from toolkit.catalog import render


def dialect() -> PGDialect:
    """Of the server, or what stands for it under `--sql`; `%` is only a percent sign in it."""
    return render.like_that_of(op.get_context().dialect)
