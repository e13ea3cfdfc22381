"""The database is there, belongs to the application's role, and to this checkout."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import psycopg

from toolkit.bootstrap.connections import Connections, denied_database
from toolkit.catalog.sql import ident
from toolkit.database.identity import expect_instance, mark, marked
from toolkit.findings import Change, Survey

EXISTS = "SELECT 1 FROM pg_catalog.pg_database WHERE datname = %s"
MAY = "SELECT rolcreatedb OR rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user"
CREATE, MARK = "create", "mark"


@dataclass(frozen=True)
class Database:
    """Made by the administrator, or by our own role where it may."""

    name: ClassVar[str] = "database"
    together: ClassVar[bool] = False

    def survey(self, here: Connections) -> Survey:
        if here.there():
            return Survey(self._marking(here, self._marker(here)))
        create = Change(CREATE, f'create database "{here.target.name}"')
        absent = here.admin.raw.execute(EXISTS, (here.target.name,)).fetchone() is None
        if absent and here.admin.raw.execute(MAY).fetchone() != (True,):
            raise denied_database(here.target)
        return Survey((create,) * absent + self._marking(here, None))

    def apply(self, here: Connections, changes: Sequence[Change]) -> None:
        (change,) = changes
        if change.subject == CREATE:
            self._create(here)
        elif change.subject == MARK and self._marker(here) is None:
            mark(here.app, here.target.instance or "")
            here.app.commit()

    def _marker(self, here: Connections) -> str | None:
        if here.target.instance is None:
            return None
        found = marked(here.app)
        here.app.rollback()
        expect_instance(here.target, found)
        return found

    def _marking(self, here: Connections, found: str | None) -> tuple[Change, ...]:
        if here.target.instance is None or found is not None:
            return ()
        return (Change(MARK, "mark the database as this checkout's"),)

    def _create(self, here: Connections) -> None:
        owner = here.target.url.username or ""
        sql = f"CREATE DATABASE {ident(here.target.name)} OWNER {ident(owner)}"
        if here.admin.facts.database == "template1":
            sql += " TEMPLATE template0"  # our own sessions keep template1 from being copied
        try:
            here.admin.raw.execute(sql.encode())
        except psycopg.errors.InsufficientPrivilege:
            raise denied_database(here.target) from None
        here.try_again()
