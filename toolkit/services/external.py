"""Servers that somebody else runs: asked whether they answer, never started, stopped or reset."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from toolkit.database import failures
from toolkit.database.url import parse
from toolkit.errors import ConnectError, SettingsError
from toolkit.services import access, redis
from toolkit.services.deadline import Deadline

_PATIENCE = 0.2
Failure = TypeVar("Failure")


@dataclass(frozen=True)
class ExternalPostgres:
    """PostgreSQL at a URL as somebody gave it."""

    url: str = field(repr=False)
    name: str = "postgres"

    def start(self, deadline: float) -> str:
        """The URL as given, once it answered; SettingsError, ConnectError."""
        url = parse(self.url)
        failed = _until_answered(lambda left: access.failure(url, left), failures.heals, deadline)
        if failed:
            raise failures.explain(failed, url)
        return self.url

    def stop(self) -> None:
        """Not ours to stop."""

    def unhealthy(self) -> str | None:
        return access.problem(parse(self.url), 3)

    def logs(self, lines: int) -> str:  # noqa: ARG002 (of the seam)
        return "its log is where it runs"


@dataclass(frozen=True)
class ExternalRedis:
    """A Redis-compatible server at a URL as somebody gave it."""

    url: str = field(repr=False)
    name: str = "redis"

    def start(self, deadline: float) -> str:
        """The URL as given, once it answered; SettingsError, ConnectError."""
        if failed := _until_answered(self._problem, redis.heals, deadline):
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

    def logs(self, lines: int) -> str:  # noqa: ARG002 (of the seam)
        return "its log is where it runs"

    def _problem(self, left: float) -> str | None:
        try:
            return redis.problem(self.url, left)
        except ValueError:
            raise SettingsError(
                "REDIS_URL cannot be read",
                next="write it as redis://:PASSWORD@HOST:PORT/0, special characters %-encoded",
            ) from None


def _until_answered(
    ask: Callable[[float], Failure | None], heals: Callable[[Failure], bool], deadline: float
) -> Failure | None:
    """Ask while waiting may heal; None once it answered, else the last failure."""
    clock = Deadline.after(deadline)
    failed = ask(clock.left())
    while failed and heals(failed) and clock.left():
        time.sleep(min(_PATIENCE, clock.left()))
        failed = ask(clock.left())
    return failed
