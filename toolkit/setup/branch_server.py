"""The server that branch databases are on: that of the hive in the repository's main worktree."""

import uuid
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from urllib.parse import quote

from toolkit import settings
from toolkit.bootstrap.connections import Connections
from toolkit.database import branches
from toolkit.database.branches import Beside
from toolkit.database.scratch import Scratch
from toolkit.database.target import Target
from toolkit.errors import ServiceError, UsageError
from toolkit.findings import Listener
from toolkit.services import locks
from toolkit.services.deadline import Deadline
from toolkit.setup import scratch_target, state
from toolkit.setup.hive import Hive
from toolkit.setup.opening import known, open_hive
from toolkit.setup.worktrees import Place


@dataclass(frozen=True)
class Server:
    """`part` makes databases; `target` is a template that it has not made yet."""

    hive: Hive
    target: Target
    part: Scratch

    @property
    def found(self) -> Sequence[Beside]:
        return branches.found(self.part.raw, self.hive.instance or "")

    def comment(self, what: str, of: str) -> str:
        return branches.comment(what, self.hive.instance or "", of)

    def url(self, name: str) -> str:
        """Of a database, as the application's role, password and all."""
        return f"{self.hive.urls['DATABASE_URL'].rpartition('/')[0]}/{quote(name, safe='')}"


@contextmanager
def served(place: Place, listener: Listener) -> Iterator[Server]:
    """One command at a time; what killed ones have left half-made is dropped first. UsageError
    where the server is not ours, or not there yet; ServiceError where it does not run."""
    hive = _running(place, listener)
    lock = state.folder(place.main) / "branches.lock"
    with (
        hive.watched(),
        locks.locked(lock, Deadline.after(hive.settings.deadline)),
        scratch_target.joined(hive, uuid.uuid4().hex[:12]) as (target, part),
    ):
        yield Server(hive, replace(target, instance=hive.instance), part)


def _running(place: Place, listener: Listener) -> Hive:
    given = settings.load(place.main).settings
    if given.services == "external":
        raise UsageError(
            f"services of {place.main} are external: branch databases are made on our own servers",
            next="CREATE DATABASE … TEMPLATE …, and its URL in .env.local",
        )
    if not known(given):
        raise UsageError(f"{place.main} has no hive yet", next=f"cd {place.main}; invoke up")
    hive = open_hive(given, listener, make=False)
    for service in hive.services:
        if reason := service.unhealthy():
            raise ServiceError(
                f"{service.name} of {place.main} cannot be used",
                why=reason,
                state="Nothing was changed.",
                next=f"cd {place.main}; invoke up",
            )
    with closing(Connections(hive.target(), listener, given.deadline)) as here:
        here.admin  # noqa: B018 (IdentityError where another server answers)
    return hive
