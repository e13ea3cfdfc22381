"""No connection that a project's env.py opens gets past us to another database."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import event
from sqlalchemy.pool import Pool

from toolkit.database.failures import place
from toolkit.database.session import Facts, settle, settle_blind
from toolkit.database.sqlstate import INSUFFICIENT_PRIVILEGE, sqlstate
from toolkit.database.target import Target
from toolkit.errors import IdentityError

CHECKED = "hive checked"


@dataclass
class Guard:
    """Holds every new connection against where the target is; `pids` are those it let through."""

    target: Target
    facts: Facts
    pids: list[int] = field(default_factory=list)

    @contextmanager
    def standing(self) -> Iterator[None]:
        """On duty for every pool of this process, only while the block runs."""
        event.listen(Pool, "connect", self.connected)
        event.listen(Pool, "checkout", self.checked_out)
        try:
            yield
        finally:
            event.remove(Pool, "connect", self.connected)
            event.remove(Pool, "checkout", self.checked_out)

    def connected(self, dbapi: Any, record: Any) -> None:
        """A new connection, before its first statement."""
        try:
            facts = _facts(dbapi, self.target.search_path)
            _must_be(facts, self.facts, self.target)
        except BaseException:
            dbapi.close()
            raise
        self.pids.append(facts.pid)
        record.info[CHECKED] = self.facts

    def checked_out(self, dbapi: Any, record: Any, proxy: Any) -> None:
        """One that was opened before we stood here."""
        del proxy
        if record.info.get(CHECKED) != self.facts:
            self.connected(dbapi, record)


def _facts(dbapi: Any, search_path: tuple[str, ...]) -> Facts:
    """Every driver's connection is used alike: a cursor, commit, rollback."""
    cursor = dbapi.cursor()
    try:
        facts = settle(cursor, search_path)
    except Exception as error:
        dbapi.rollback()
        if sqlstate(error) != INSUFFICIENT_PRIVILEGE:
            raise _not_postgres() from None
        facts = settle_blind(cursor, search_path)
    cursor.close()
    dbapi.commit()
    return facts


def _must_be(found: Facts, meant: Facts, target: Target) -> None:
    if found.same_place(meant):
        return
    at = found.address or "a Unix socket"
    raise _elsewhere(f'It went to database "{found.database}" at {at}', target)


def _not_postgres() -> Exception:
    return IdentityError(
        "The project's env.py connects to something that is not the target",
        why="What answered does not say where it is, as PostgreSQL does.",
        state="Nothing was executed there.",
        next=_NEXT,
    )


def _elsewhere(where: str, target: Target) -> IdentityError:
    return IdentityError(
        "The project's env.py connects to another database",
        why=f"{where}; meant was {place(target.url)}.",
        state="Nothing was executed there.",
        next=_NEXT,
    )


_NEXT = (
    "Let env.py take its URL from `sqlalchemy.url` of its configuration, or from DATABASE_URL in"
    " the environment."
)
