"""Defaults that a server cannot compare: of a label that it has not, of columns of two types."""

from typing import Any

from alembic.ddl.impl import DefaultImpl
from sqlalchemy import Column
from sqlalchemy.dialects.postgresql.base import PGDialect

from toolkit.ensure.autogenerate.types import native
from toolkit.ensure.autogenerate.words import says

Theirs: Any = DefaultImpl.get_by_dialect(PGDialect())  # type: ignore[no-untyped-call]
"""Alembic's own for PostgreSQL, or what the project has put in its place."""


class Comparing(Theirs):  # type: ignore[misc]
    """With `compare_server_default=True` Alembic lets the server compare, which fails there.

    A function given for it could decide as well, but is not called where a column is an identity
    or computed: some versions of Alembic fail before.
    """

    __dialect__ = "postgresql"  # by which Alembic finds it

    def compare_server_default(
        self, found: Column[Any], declared: Column[Any], rendered: str | None, *given: Any
    ) -> bool:
        if _incomparable(self.dialect, found, declared, rendered or ""):
            return True
        return bool(super().compare_server_default(found, declared, rendered, *given))


def _incomparable(
    dialect: PGDialect, found: Column[Any], declared: Column[Any], rendered: str
) -> bool:
    """Then the default is other than it was: its type is, or its label."""
    old, new = native(found.type, dialect), native(declared.type, dialect)
    if old is None or new is None or old.name != new.name:
        return bool(old or new)
    return any(says(rendered, one) for one in set(new.labels) - set(old.labels))
