"""The few connections of one bootstrap: opened when first needed, shared by all steps."""

from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import psycopg
from sqlalchemy import URL, Connection
from sqlalchemy.exc import DBAPIError

from toolkit.catalog.sql import ident
from toolkit.database.connect import Session, dial, sqlalchemy
from toolkit.database.failures import Kind, place
from toolkit.database.identity import expect_system
from toolkit.database.migrations import Site
from toolkit.database.silence import Pulse, cut, hang_up
from toolkit.database.stamp import Stamp
from toolkit.database.target import Target
from toolkit.database.waiting import Watch
from toolkit.errors import ConnectError, DeniedError, ToolkitError
from toolkit.findings import Listener

MAINTENANCE = ("postgres", "template1")
MAY_BE_MADE: frozenset[str] = frozenset(
    {Kind.PASSWORD, Kind.ROLE, Kind.DATABASE, Kind.REFUSED_BY_RULE, Kind.OTHER}
)
"""What a role or database that is not there yet looks like from outside."""


def _try_once(target: Target) -> Session | None:
    try:
        return dial(target.url, deadline=0, search_path=target.search_path)
    except ToolkitError:
        return None


def denied_database(target: Target) -> DeniedError:
    """The database is not there, and our role may not make it."""
    owner, name = ident(target.url.username or ""), ident(target.name)
    return DeniedError(
        f"{place(target.url)} does not exist, and this role may not create it",
        why=f"{target.url.username} lacks CREATEDB, and no administrator's URL is known.",
        state="Nothing was changed.",
        next=f"Whoever may: CREATE DATABASE {name} OWNER {owner};",
    )


@dataclass
class Connections:
    """`deadline` in seconds bounds each wait: for a connection, for the lock, for a DDL's lock."""

    target: Target
    listener: Listener
    deadline: float
    pids: list[int] = field(default_factory=list)
    failure: ConnectError | None = None
    watch: Watch | None = None
    stamp: Stamp | None = None
    revisions: set[str] = field(default_factory=set)
    """Those still pending, after which types, rows and labels may look otherwise."""
    ahead: Future[Session | None] | None = None
    _open: list[Session] = field(default_factory=list)

    @cached_property
    def pulse(self) -> Pulse:
        """Who falls silent is not waited for."""
        return Pulse(self._idle, self._cut, self.deadline)

    @cached_property
    def session(self) -> Session:
        """As the application's role on the target's database."""
        ahead, self.ahead = self.ahead, None
        session = ahead.result() if ahead else None
        if session is None:
            return self._dial(self.target.url, self.target.search_path)
        return self._known(session)

    def look_ahead(self) -> None:
        """Begin to connect beside the wait for the lock; what comes of it is told by `session`."""
        pool = ThreadPoolExecutor(1)
        self.ahead = pool.submit(_try_once, self.target)
        pool.shutdown(wait=False)

    @cached_property
    def app(self) -> Connection:
        """The same for statements in transactions. Whoever uses it ends its transaction."""
        return sqlalchemy(self.session)

    @cached_property
    def admin(self) -> Session:
        """The administrator on the maintenance database, in autocommit."""
        if self.target.admin is not None:
            return self._dial(self.target.admin)
        return self._maintenance()

    @cached_property
    def owner(self) -> Session:
        """Whoever may create extensions in the target's database, in autocommit."""
        if self.target.admin is None:
            return self.session
        return self._dial(self.target.admin.set(database=self.target.name))

    def keeper(self, *, maintenance: bool) -> Session:
        """A new session that holds a lock, and nothing else."""
        if self.target.admin is not None:
            session = self._dial(self.target.admin)
        else:
            session = self._maintenance() if maintenance else self._dial(self.target.url)
        self.watch = Watch(session.raw, lambda: self.pids)
        return session

    @cached_property
    def site(self) -> Site:
        """Where migrations run."""
        return Site(self.target, self.app, self.session.facts, self.pids)

    def there(self) -> bool:
        """Whether role and database can be used already; what else is in the way is raised."""
        if self.failure is None:
            try:
                self.session  # noqa: B018 (opened here)
            except ConnectError as error:
                if error.kind not in self._may_be_made():
                    raise
                self.failure = error
        return self.failure is None

    def try_again(self) -> None:
        """Role or database were made: forget that they were not there."""
        self.failure = None

    def _may_be_made(self) -> frozenset[str]:
        return MAY_BE_MADE if self.target.admin is not None else frozenset({Kind.DATABASE})

    def roll_back(self) -> None:
        """End the transaction that is open, whatever it was in."""
        if "app" in self.__dict__:
            with suppress(DBAPIError):  # its session has ended, and the transaction with it
                self.app.rollback()

    def close(self) -> None:
        """First what stands on a session, then the sessions."""
        self.roll_back()
        if "app" in self.__dict__:
            self.app.close()
        self.pulse.end()
        unused = self.ahead.result() if self.ahead else None
        for session in [*self._open, *([unused] if unused else [])]:
            session.raw.close()

    def _dial(self, url: URL, search_path: tuple[str, ...] = ()) -> Session:
        session = dial(url, listener=self.listener, deadline=self.deadline, search_path=search_path)
        return self._known(session)

    def _known(self, session: Session) -> Session:
        self._open.append(session)
        self.pids.append(session.facts.pid)
        self.pulse.begin()
        expect_system(self.target, session.facts)
        return session

    def _idle(self) -> "psycopg.Connection[Any] | None":
        """The session that holds the lock; else one of its own, for whoever looks only."""
        if self.watch is not None:
            return self.watch.raw
        with suppress(ToolkitError):  # what it says instead is an answer too
            return self._beside.raw
        return None

    def be_asked(self) -> None:
        """Open what is asked beside the work now: while env.py runs for another database, a guard
        would take it for one of env.py's."""
        self._beside  # noqa: B018 (opened here)

    @cached_property
    def _beside(self) -> Session:
        session = dial(self.target.url, deadline=self.deadline)
        self._open.append(session)
        return session

    def _cut(self) -> None:
        """Everything that waits there: our sessions, and those that env.py opened."""
        for session in list(self._open):
            hang_up(session.raw)
        if self.target.url.port:
            cut(self.target.url.port)

    def _maintenance(self) -> Session:
        """Where no administrator was given: a database that servers use to have."""
        for name in MAINTENANCE:
            try:
                return self._dial(self.target.url.set(database=name))
            except ConnectError as error:
                if error.kind not in MAY_BE_MADE:
                    raise
        raise denied_database(self.target)
