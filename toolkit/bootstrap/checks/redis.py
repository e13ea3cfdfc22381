"""A value goes to Redis and comes back."""

import secrets
from dataclasses import dataclass, field
from typing import ClassVar

from toolkit.bootstrap.connections import Connections

PATIENCE = 5.0


@dataclass(frozen=True)
class Redis:
    """One key of ours, which ends by itself should we not get to delete it."""

    url: str = field(repr=False)
    name: ClassVar[str] = "redis round trip"

    def problem(self, here: Connections) -> str | None:
        del here
        return round_trip(self.url)


def round_trip(url: str) -> str | None:
    """None when a value came back as it was given, else what went wrong instead."""
    import redis  # only where there is one
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    try:
        with redis.Redis.from_url(
            url,
            socket_timeout=PATIENCE,
            socket_connect_timeout=PATIENCE,
            retry=Retry(NoBackoff(), 0),
        ) as client:
            return _round_trip(client)
    except ValueError:  # it may quote what it took for a port: part of the password
        return "REDIS_URL cannot be read: write it as redis://:PASSWORD@HOST:PORT/0, %-encoded"
    except (redis.RedisError, OSError) as error:
        return f"Redis does not answer: {type(error).__name__}: {_safe(str(error), url)}"


def _round_trip(client: "redis.Redis") -> str | None:  # type: ignore[name-defined] # noqa: F821
    key, value = f"hive:check:{secrets.token_hex(8)}", secrets.token_bytes(16)
    client.set(key, value, ex=10)
    came_back = client.get(key) == value
    client.delete(key)
    return None if came_back else "Redis gave back another value than it was given"


def _safe(text: str, url: str) -> str:
    """Without the URL, which has the password."""
    return text.replace(url, "the URL")
