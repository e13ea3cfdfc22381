"""This checkout's hive: its services, started and stopped, and the target they serve."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from toolkit.database.silence import cut
from toolkit.database.target import Target
from toolkit.database.url import parse
from toolkit.errors import DiskFullError, ServiceError, SettingsError, ToolkitError
from toolkit.findings import Listener, Outcome, Status
from toolkit.report.redact import redact
from toolkit.services.embedded.postgres import EmbeddedPostgres
from toolkit.services.embedded.valkey import EmbeddedValkey
from toolkit.services.external import ExternalPostgres, ExternalRedis
from toolkit.services.service import Service
from toolkit.services.watch import watched
from toolkit.settings import Settings, recorded
from toolkit.setup import census, state
from toolkit.setup.keeping import keeps
from toolkit.setup.side_by_side import side_by_side

if TYPE_CHECKING:
    from toolkit.services.docker.postgres import DockerPostgres
    from toolkit.services.docker.redis import DockerRedis

    Postgres = EmbeddedPostgres | DockerPostgres | ExternalPostgres
    Redis = EmbeddedValkey | DockerRedis | ExternalRedis


@dataclass(frozen=True)
class Hive:
    """Services and database of one checkout, as opening.py decided them. `before`: the services
    of another backend that may still run."""

    settings: Settings
    backend: str
    listener: Listener
    postgres: Postgres
    redis: Redis | None
    urls: dict[str, str] = field(repr=False)
    instance: str | None = None
    before: tuple[Service, ...] = ()

    @property
    def services(self) -> tuple[Service, ...]:
        return (self.postgres, self.redis) if self.redis else (self.postgres,)

    def recorded(self, key: str) -> str:
        """The URL as `.env.local` has it: what the application will read."""
        found = recorded(self.settings.root).get(key)
        if found is None:
            raise _lost(key)
        return found

    def whole(self) -> dict[str, str]:
        """The URLs, for whoever needs them; SettingsError where a password is lost."""
        if self.backend != "external":
            for key, url in self.urls.items():
                if not urlsplit(url).password:
                    raise _lost(key)
        return self.settings.named(self.urls)

    def target(self) -> Target:
        """Where the bootstrap goes; the admin is ours only where the server is."""
        url = parse(self.urls["DATABASE_URL"])
        if isinstance(self.postgres, ExternalPostgres):
            return Target(url, search_path=self.settings.search_path)
        return Target(
            url,
            admin=self.postgres.admin_url(),
            search_path=self.settings.search_path,
            instance=self.instance,
            system_identifier=self.postgres.system_identifier(),
        )

    def running(self) -> None:
        """ServiceError where one of the services does not run."""
        for service in self.services:
            if reason := service.unhealthy():
                theirs = self.backend == "external"
                raise ServiceError(
                    f"{service.name} cannot be used",
                    why=reason,
                    state="Nothing was changed.",
                    next="Start that server, or correct its URL" if theirs else "invoke up",
                )

    def start(self) -> list[Outcome]:
        """Start what does not run, side by side; an outcome each; raises the first error."""
        for service in self.services:
            self.listener.started(service.name)
        lock = state.locked(self.settings.root, "start") if keeps(self.settings) else nullcontext()
        with lock:
            self._prepare()
            answers = side_by_side(self._start, self.services)
        for outcome, _ in answers:
            self.listener.finished(outcome)
        for _, error in answers:
            if error:
                raise error
        return [outcome for outcome, _ in answers]

    def _prepare(self) -> None:
        """What is there before; and a backend that was used before leaves ports and memory."""
        mine = state.load(self.settings.root)
        if self.backend == "external" or mine is None:
            return
        for service in self.before:
            self.listener.progress(f"services are {self.backend} now: stopping the others' "
                                   f"{service.name}")  # fmt: skip
            service.stop()
        census.take(self.settings, self.backend)
        if mine.backend != self.backend:
            state.save(self.settings.root, replace(mine, backend=self.backend))

    @contextmanager
    def watched(self) -> Iterator[None]:
        """A container that is paused or taken away cuts whoever waits for it; what is full on its
        server is its volume."""
        if self.backend != "docker":
            yield
            return
        from toolkit.services.docker.postgres import DockerPostgres

        assert isinstance(self.postgres, DockerPostgres)
        port = parse(self.urls["DATABASE_URL"]).port or 0
        try:
            with watched(self.postgres.idle, partial(cut, port), self.listener):
                yield
        except DiskFullError as error:
            raise DiskFullError(
                f"volume {self.postgres.volume} is full: {error.what}",
                why=error.why,
                state=error.state,
                next="free space on the engine's disk (docker system df), then the same command",
            ) from None

    def hand_over(self) -> None:
        """The files with which compose alone can make this hive."""
        if self.backend != "docker":
            return
        from toolkit.services.docker.postgres import DockerPostgres
        from toolkit.services.docker.redis import DockerRedis
        from toolkit.setup import compose

        postgres, redis = self.postgres, self.redis
        assert isinstance(postgres, DockerPostgres)
        assert isinstance(redis, DockerRedis)
        postgres.hand_over()
        redis.hand_over()
        places = {"postgres": postgres.place, "redis": redis.place}
        compose.hand_over(self.settings, places, self.urls)

    def stop(self) -> list[Outcome]:
        """Stop what runs; an external server is not ours to stop."""
        for service in self.before:
            service.stop()
        return [self._stop(service) for service in self.services]

    def _stop(self, service: Service) -> Outcome:
        begin = time.monotonic()
        self.listener.started(service.name)
        before = service.unhealthy()
        service.stop()
        changes = (f"stop {service.name}",) if service.unhealthy() != before else ()
        status = Status.CHANGED if changes else Status.UNCHANGED
        outcome = Outcome(service.name, status, time.monotonic() - begin, changes)
        self.listener.finished(outcome)
        return outcome

    def where(self, service: Service) -> str:
        """The service's URL without its secret."""
        key = "DATABASE_URL" if service.name == self.postgres.name else "REDIS_URL"
        return redact(self.urls[key])

    def _start(self, service: Service) -> tuple[Outcome, ToolkitError | None]:
        begin = time.monotonic()
        try:
            healthy = service.unhealthy() is None and service.outdated() is None
            if not healthy:
                service.start(self.settings.deadline)
        except ToolkitError as error:
            spent = time.monotonic() - begin
            return Outcome(service.name, Status.FAILED, spent, notes=(error.what,)), error
        spent = time.monotonic() - begin
        if healthy or self.backend == "external":
            return Outcome(service.name, Status.UNCHANGED, spent), None
        return Outcome(service.name, Status.CHANGED, spent, (f"start {service.name}",)), None


def _lost(key: str) -> SettingsError:
    return SettingsError(
        f".env.local has lost {key}",
        why="the block of the toolkit in it, with the passwords, is not there any more",
        state="The data is as it was.",
        next="invoke up   (it makes a new password and gives it to the server)",
    )
