"""No connection that a project's env.py opens gets past us to another database.

Seen are SQLAlchemy's pools, and psycopg, psycopg2 and asyncpg where they are called directly, also
in a thread. Not seen is what another process opens, nor who goes past a driver's own API.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial, wraps
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

from sqlalchemy import event
from sqlalchemy.pool import Pool

from toolkit.database.failures import place
from toolkit.database.session import IDENTIFIER, Facts, question, settle, settle_blind
from toolkit.database.sqlstate import INSUFFICIENT_PRIVILEGE, sqlstate
from toolkit.database.target import Target
from toolkit.errors import IdentityError

CHECKED = "hive checked"
Judge = Callable[[Facts], None]


@dataclass
class Guard:
    """Holds every new connection against where the target is; `pids` are those it let through,
    `refused` what was said to the others. Without a target nobody is let through: files are only
    read."""

    target: Target | None = None
    facts: Facts | None = None
    pids: list[int] = field(default_factory=list)
    refused: list[IdentityError] = field(default_factory=list)

    @contextmanager
    def standing(self) -> Iterator[None]:
        """On duty for every connection of this process, only while the block runs.

        What was refused in it leaves as IdentityError, even where a thread or an `except` of the
        project's swallowed that.
        """
        try:
            with ExitStack() as stack:
                self._stand(stack)
                yield
        except (KeyboardInterrupt, GeneratorExit):
            raise
        except BaseException:
            self._tell()
            raise
        self._tell()

    def _stand(self, stack: ExitStack) -> None:
        for name, hear in (("connect", self.connected), ("checkout", self.checked_out)):
            event.listen(Pool, name, hear)
            stack.callback(event.remove, Pool, name, hear)
        watch = partial(_watch, stack, self)
        for name in DRIVERS.keys() & sys.modules.keys():
            watch(sys.modules[name])
        late = Late(watch)
        sys.meta_path.insert(0, late)
        stack.callback(sys.meta_path.remove, late)

    def _tell(self) -> None:
        if self.refused and self.target:
            raise self.refused[0] from None

    def connected(self, dbapi: Any, record: Any) -> None:
        """A new connection of a pool."""
        self.look(dbapi, dbapi.close)
        record.info[CHECKED] = self.facts

    def checked_out(self, dbapi: Any, record: Any, proxy: Any) -> None:
        """One that was opened before we stood here."""
        del proxy
        if record.info.get(CHECKED) != self.facts:
            self.connected(dbapi, record)

    def look(self, dbapi: Any, close: Callable[[], Any]) -> None:
        """Through its own cursor, before its first statement."""
        with self.deciding(close) as judge:
            judge(_facts(dbapi, self.search_path))

    @property
    def search_path(self) -> tuple[str, ...]:
        return self.target.search_path if self.target else ()

    @contextmanager
    def deciding(self, close: Callable[[], Any]) -> Iterator[Judge]:
        """The block finds out where a connection leads to; `close` it where that is not meant."""
        try:
            yield self._judge
        except BaseException as error:
            close()
            if isinstance(error, IdentityError):
                self.refused.append(error)
            raise

    def _judge(self, found: Facts) -> None:
        if self.facts is None or self.target is None:
            raise _too_early(_where(found))
        _must_be(found, self.facts, self.target)
        if found.pid not in self.pids:
            self.pids.append(found.pid)


Undo = Callable[[], None]
Drive = Callable[[ModuleType, Guard], Undo]


@dataclass(frozen=True)
class Late:
    """Has a driver watched that is imported only while the guard stands."""

    watch: Callable[[ModuleType], None]

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        if name not in DRIVERS:
            return None
        others = (one for one in sys.meta_path if one is not self)
        found = (one.find_spec(name, path, target) for one in others)
        spec = next((one for one in found if one is not None), None)
        if spec is not None and spec.loader is not None:
            self._when_loaded(spec.loader)
        return spec

    def _when_loaded(self, loader: Any) -> None:
        load = loader.exec_module

        def exec_module(module: ModuleType) -> None:
            del loader.exec_module
            load(module)
            self.watch(module)

        loader.exec_module = exec_module


def _watch(stack: ExitStack, guard: Guard, module: ModuleType) -> None:
    """Until the stack ends."""
    stack.callback(DRIVERS[module.__name__](module, guard))


def _psycopg(module: Any, guard: Guard) -> Undo:
    """Every connection, of whichever class and of a pool too, begins as this one."""

    class Look(module.Connection):  # type: ignore[misc]
        """A synchronous view of another connection's session, which is not ours to close."""

        _pool = None

    def begin(make: Callable[..., None]) -> Callable[..., None]:
        @wraps(make)
        def begun(self: Any, pgconn: Any) -> None:
            if not isinstance(self, Look):
                view = Look(pgconn)
                view.autocommit = True
                guard.look(view, pgconn.finish)
            make(self, pgconn)

        return begun

    return _replace(module.BaseConnection, "__init__", begin)


def _psycopg2(module: Any, guard: Guard) -> Undo:
    def connect(make: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(make)
        def connected(*args: Any, **options: Any) -> Any:
            connection = make(*args, **options)
            guard.look(connection, connection.close)
            return connection

        return connected

    return _replace(module, "_connect", connect)


def _asyncpg(module: Any, guard: Guard) -> Undo:
    def connect(make: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(make)
        async def connected(**options: Any) -> Any:
            connection = await make(**options)
            with guard.deciding(connection.terminate) as judge:
                judge(await _facts_async(connection, guard.search_path))
            return connection

        return connected

    return _replace(module, "_connect_addr", connect)


DRIVERS: dict[str, Drive] = {
    "psycopg": _psycopg,
    "psycopg2": _psycopg2,
    "asyncpg.connect_utils": _asyncpg,
}
"""By the module that connects: replaces what every way to connect goes through."""


def _replace(owner: Any, name: str, by: Callable[[Any], Any]) -> Undo:
    """AttributeError where this version of the driver has another inside: better than blind."""
    was = getattr(owner, name)
    setattr(owner, name, by(was))
    return partial(setattr, owner, name, was)


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


async def _facts_async(connection: Any, search_path: tuple[str, ...]) -> Facts:
    """As above, of asyncpg's own connection."""
    try:
        row = await connection.fetchrow(question(IDENTIFIER, search_path))
    except Exception as error:
        if sqlstate(error) != INSUFFICIENT_PRIVILEGE:
            raise _not_postgres() from None
        row = await connection.fetchrow(question("NULL::text", search_path))
    return Facts(*tuple(row)[:7])


def _must_be(found: Facts, meant: Facts, target: Target) -> None:
    if not found.same_place(meant):
        raise _elsewhere(_where(found), target)


def _where(found: Facts) -> str:
    return f'It went to database "{found.database}" at {found.address or "a Unix socket"}'


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


def _too_early(where: str) -> IdentityError:
    return IdentityError(
        "A module connects to a database when it is imported",
        why=f"{where}; revision files are only read yet, and no database is meant.",
        state="Nothing was executed there.",
        next="Let it connect where it is called.",
    )


_NEXT = (
    "Let env.py take its URL from `sqlalchemy.url` of its configuration, or from DATABASE_URL in"
    " the environment."
)
