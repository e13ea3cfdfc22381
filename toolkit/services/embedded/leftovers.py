"""What embedded servers may leave: processes, locks, pid files, sockets and shared memory."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from toolkit.errors import ServiceError
from toolkit.services import locks
from toolkit.services.embedded import memory, processes
from toolkit.services.embedded.processes import Running
from toolkit.services.embedded.user import User, server_user
from toolkit.services.leftovers import Thing, Whose

SOCKETS = Path("/tmp")  # noqa: S108 (where PostgreSQL has them where nobody says otherwise)


@dataclass(frozen=True)
class EmbeddedTraces:
    """`home` is the state folder of the checkout, resolved; `port` the one of PostgreSQL."""

    home: Path
    port: int

    @property
    def folders(self) -> tuple[Path, Path]:
        return self.home / "postgres", self.home / "redis"

    def running(self) -> bool:
        return any(locks.held(folder / "alive") for folder in self.folders)

    def keys(self) -> Iterable[str]:
        yield from (one.key for one in processes.everyone(self._user()))
        yield from (thing.key for thing in self._files())
        yield from (key for key, *_ in memory.named())

    def found(self) -> Iterable[Thing]:
        for look in (self._processes, self._locks, self._files, self._memory):
            yield from look()

    def kept(self) -> Iterable[str]:
        return (str(folder / "data") for folder in self.folders if (folder / "data").exists())

    def _processes(self) -> Iterator[Thing]:
        for one in processes.everyone(self._user()):
            for folder in self.folders:
                if one.within(folder):
                    yield _process(one, folder)
                    break

    def _locks(self) -> Iterator[Thing]:
        for folder in self.folders:
            for path in (folder / "lock", folder / "alive"):
                if locks.held(path):
                    names = " and ".join(map(str, processes.holders(path)))
                    who = names or "a process that this user may not see"
                    yield Thing(f"lock {path} {names}", f"lock {path}: held by {who}")

    def _files(self) -> Iterator[Thing]:
        for path in self._stale():
            key = f"file {path} {path.lstat().st_mtime_ns}"
            yield Thing(key, f"file {path}: its server ended without removing it")

    def _stale(self) -> Iterator[Path]:
        postgres, redis = self.folders
        expected = [
            postgres / "data/postmaster.pid",
            redis / "data/valkey.pid",
            *postgres.glob("initdb-*"),
            SOCKETS / f".s.PGSQL.{self.port}",
            SOCKETS / f".s.PGSQL.{self.port}.lock",
        ]
        return (path for path in expected if path.exists())

    def _memory(self) -> Iterator[Thing]:
        """Segments with names are told apart only by when they came, and by the server's end."""
        ended = memory.killed(self.folders[0] / "data")
        if ended and (segment := memory.first(ended)):
            yield Thing(f"memory {segment}", f"{segment}: of PostgreSQL, which was killed")
        whose = Whose.PLACE if ended else Whose.UNKNOWN
        for key, path in memory.abandoned(self._owner(), ended.since if ended else 0).items():
            yield Thing(key, f"shared memory {path}: of a PostgreSQL that has ended", whose)

    def _owner(self) -> int:
        """Nobody's where there is no data: no user has that number."""
        data = self.folders[0] / "data"
        return data.stat().st_uid if data.exists() else -1

    def _user(self) -> User | None:
        """Whom to look as; where the data is another user's, only as ourselves."""
        try:
            return server_user(self.folders[0] / "data")
        except ServiceError:
            return None


def _process(one: Running, folder: Path) -> Thing:
    if one.terminal:
        return Thing(one.key, f"{one} is at work in {folder}, at a terminal", Whose.UNKNOWN)
    return Thing(one.key, f"process {one} of {folder}")
