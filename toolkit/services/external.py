"""Servers that somebody else runs: asked whether they answer, never started, stopped or reset."""

import time
from dataclasses import dataclass, field

from toolkit.database.connect import dial
from toolkit.database.failures import Kind
from toolkit.database.url import parse
from toolkit.errors import ConnectError, SettingsError
from toolkit.findings import Listener, Silence
from toolkit.services import access, redis
from toolkit.services.deadline import Deadline

_PATIENCE = 0.2


@dataclass(frozen=True)
class ExternalPostgres:
    """PostgreSQL at a URL as somebody gave it."""

    url: str = field(repr=False)
    listener: Listener = field(default_factory=Silence, compare=False)
    name: str = "postgres"

    def start(self, deadline: float) -> str:
        """The URL as given, once its server answered; SettingsError, ConnectError.

        That it has no such database yet is for the bootstrap to mend, or to explain.
        """
        try:
            dial(parse(self.url), listener=self.listener, deadline=deadline).raw.close()
        except ConnectError as error:
            if error.kind != Kind.DATABASE:
                raise
        return self.url

    def stop(self) -> None:
        """Not ours to stop."""

    def unhealthy(self) -> str | None:
        return access.problem(parse(self.url), 3)

    def outdated(self) -> None:
        """Not ours to make anew."""

    def logs(self, lines: int) -> str:  # noqa: ARG002 (of the seam)
        return "its log is where it runs"


@dataclass(frozen=True)
class ExternalRedis:
    """A Redis-compatible server at a URL as somebody gave it."""

    url: str = field(repr=False)
    listener: Listener = field(default_factory=Silence, compare=False)
    name: str = "redis"

    def start(self, deadline: float) -> str:
        """The URL as given, once it answered; SettingsError, ConnectError."""
        if failed := self._waited_for(Deadline.after(deadline)):
            raise ConnectError(
                "Redis does not answer as it should",
                why=failed,
                state="Nothing was changed.",
                next="see that it runs and that REDIS_URL is right",
            )
        return self.url

    def stop(self) -> None:
        """Not ours to stop."""

    def unhealthy(self) -> str | None:
        return self._problem(3)

    def outdated(self) -> None:
        """Not ours to make anew."""

    def logs(self, lines: int) -> str:  # noqa: ARG002 (of the seam)
        return "its log is where it runs"

    def _waited_for(self, clock: Deadline) -> str | None:
        """Ask while waiting may heal; None once it answered, else why it does not."""
        failed = self._problem(clock.left())
        while failed and redis.heals(failed) and clock.left():
            self.listener.progress(f"waiting for Redis: {failed}")
            time.sleep(min(_PATIENCE, clock.left()))
            failed = self._problem(clock.left())
        return failed

    def _problem(self, left: float) -> str | None:
        try:
            return redis.problem(self.url, left)
        except ValueError:
            raise SettingsError(
                "REDIS_URL cannot be read",
                why="it is no URL of Redis, or its port is no number",
                next="write it as redis://:PASSWORD@HOST:PORT/0, special characters %-encoded",
            ) from None
