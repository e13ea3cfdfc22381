"""Redis: what may be lost. Who is there, what just happened, how often the model was asked.

PostgreSQL knows everything that matters. Without Redis the team works on; it is only seen less.
"""

import json
import logging
import threading
import time
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, TypeVar

from redis import Redis, RedisError

from team import settings

Found = TypeVar("Found")
EVENTS = "team:events"
KEPT = 1000  # events, about
PRESENT = 15  # seconds that a sign of life lasts
PAUSE = 2.0  # seconds before an absent Redis is asked again

log = logging.getLogger(__name__)
_again = 0.0


def tell(event: Mapping[str, Any]) -> None:
    """One event more, for whoever is watching."""
    text = json.dumps(dict(event))
    _ask(lambda redis: redis.xadd(EVENTS, {"event": text}, maxlen=KEPT, approximate=True), None)


def told(count: int) -> list[dict[str, Any]]:
    """The last events, newest first; none where Redis is away."""
    found: list[Any] = _ask(lambda redis: redis.xrevrange(EVENTS, count=count), [])
    return [json.loads(fields[b"event"]) for _, fields in found]


def present() -> dict[str, float] | None:
    """The workers that gave a sign of life, and how many seconds ago; None: nobody can tell."""
    found: dict[str, float] | None = _ask(_signs, None)
    return found and {worker: time.time() - at for worker, at in found.items()}


def _signs(redis: Redis) -> dict[str, float]:
    keys: list[Any] = list(redis.scan_iter("team:worker:*"))
    values: Any = redis.mget(keys) if keys else []
    signs = zip(keys, values, strict=True)
    return {key.decode().removeprefix("team:worker:"): float(at) for key, at in signs if at}


def stay_present(worker: str, stop: threading.Event) -> None:
    """Signs of life until `stop`."""
    while not stop.wait(PRESENT / 3):
        appear(worker)


def appear(worker: str) -> None:
    _ask(lambda redis: redis.set(f"team:worker:{worker}", time.time(), ex=PRESENT), None)


def leave(worker: str) -> None:
    _ask(lambda redis: redis.delete(f"team:worker:{worker}"), None)


def wait_for_turn(limit: int) -> None:
    """Until the model may be asked again: `limit` times a minute by all workers together.

    Without Redis nobody counts, and the provider's own limit is what is left.
    """
    while _ask(_counted, 0) > limit:
        time.sleep(1)


def _counted(redis: Redis) -> int:
    """How many ask in this minute, we included."""
    minute = f"team:calls:{int(time.time()) // 60}"
    pipeline = redis.pipeline()
    pipeline.incr(minute)
    pipeline.expire(minute, 120)
    return int(pipeline.execute()[0])


def _ask(question: Callable[[Redis], Any], otherwise: Found) -> Any | Found:
    """What Redis says; where it is away, `otherwise`, and for a while it is left alone."""
    global _again
    if not settings.redis() or time.monotonic() < _again:
        return otherwise
    try:
        return question(_redis())
    except RedisError as error:
        if not _again:
            log.warning("Redis is away (%s); the team goes on without", type(error).__name__)
        _again = time.monotonic() + PAUSE
        return otherwise


@cache
def _redis() -> Redis:
    return Redis.from_url(settings.redis(), socket_timeout=0.5, socket_connect_timeout=0.5)
