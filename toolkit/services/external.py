"""Servers that somebody else runs: asked whether they answer, never started, stopped or reset."""

from collections.abc import Callable
from dataclasses import dataclass, field

from toolkit.database.url import parse, redacted
from toolkit.errors import ConnectError, SettingsError
from toolkit.services import access, redis
from toolkit.services.deadline import Deadline

_PATIENCE = 0.2


@dataclass(frozen=True)
class ExternalPostgres:
    """PostgreSQL at a URL as somebody gave it."""

    url: str = field(repr=False)
    name: str = "postgres"

    def start(self, deadline: float) -> str:
        """The URL as given, once it answered; SettingsError, ConnectError."""
        url = parse(self.url)
        _await(redacted(url), lambda left: access.problem(url, left), access.heals, deadline)
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
        _await("Redis", self._problem, redis.heals, deadline)
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


def _await(
    where: str,
    ask: Callable[[float], str | None],
    heals: Callable[[str], bool],
    deadline: float,
) -> None:
    clock = Deadline.after(deadline)
    reasons: list[str | None] = [None]

    def over() -> bool:
        reasons[0] = ask(clock.left())
        return reasons[0] is None or not heals(reasons[0])

    clock.until(over, _PATIENCE)
    if reasons[0]:
        raise ConnectError(
            f"{where} does not answer as it should",
            why=reasons[0],
            state="Nothing was changed.",
            next="see that it runs and that the URL is right",
        )
