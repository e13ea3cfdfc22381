"""There is one newest revision, and the database is at it."""

from dataclasses import dataclass
from typing import ClassVar

from toolkit.bootstrap.connections import Connections
from toolkit.database.migrations import Migrations
from toolkit.errors import MigrationError


@dataclass(frozen=True)
class Head:
    migrations: Migrations
    name: ClassVar[str] = "single head"

    def problem(self, here: Connections) -> str | None:
        try:
            head = self.migrations.head
        except MigrationError as error:
            return error.what
        heads = self._heads(here) if head else ()
        if heads == ((head,) if head else ()):
            return None
        return f"the database is at {', '.join(heads) or 'no revision'}, the newest is {head}"

    def _heads(self, here: Connections) -> tuple[str, ...]:
        if here.stamp is None:
            here.stamp = self.migrations.stamp(here.site)
        heads = here.stamp.read(here.app)
        here.app.rollback()
        return heads
