"""A plain Redis client: no retries and no backoff, so that what fails is known at once."""

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry


def client(url: str, seconds: float = 5) -> Redis:
    """Close it, or use it with `with`; `seconds` for the connection and for every answer."""
    wait = max(0.1, seconds)
    found: Redis = Redis.from_url(
        url, retry=Retry(NoBackoff(), 0), socket_timeout=wait, socket_connect_timeout=wait
    )
    return found


def problem(url: str, seconds: float) -> str | None:
    """None when it answered PING, else why not. ValueError for what is no URL of Redis."""
    try:
        with client(url, seconds) as redis:
            redis.ping()
    except RedisError as error:
        return str(error) or type(error).__name__
    return None


def heals(problem: str) -> bool:
    """Whether waiting may help: nobody listens yet, or it is still reading its data."""
    return not any(
        word in problem for word in ("WRONGPASS", "NOAUTH", "NOPERM", "AUTH", "password")
    )
