"""Settings turned into a hive: ports and passwords are decided once, recorded and kept."""

from __future__ import annotations

import secrets
from dataclasses import replace
from functools import cache, partial
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit

from toolkit.errors import SettingsError
from toolkit.findings import Listener
from toolkit.report.redact import hide
from toolkit.services import ports
from toolkit.services.embedded.postgres import EmbeddedPostgres
from toolkit.services.embedded.valkey import EmbeddedValkey
from toolkit.services.external import ExternalPostgres, ExternalRedis
from toolkit.settings import Settings, record, recorded
from toolkit.setup import state
from toolkit.setup.backend import Backend, chosen, engine
from toolkit.setup.hive import Hive
from toolkit.setup.keeping import keeps
from toolkit.setup.state import State

if TYPE_CHECKING:
    from toolkit.setup.hive import Postgres, Redis

LOOPBACK = "127.0.0.1"
_WITHIN = (("postgres", 5432), ("redis", 6379))
"""The same servers, as a container beside them names them: a workspace shares our `.env.local`."""


def known(settings: Settings) -> bool:
    """Whether this checkout has a hive: an external one always is."""
    return settings.services == "external" or state.load(settings.root) is not None


def open_hive(settings: Settings, listener: Listener, *, make: bool) -> Hive:
    """The hive of `settings`; with `make`, ports and passwords it lacks are decided and kept."""
    if settings.services == "external":
        return _external(settings, listener, make=make)
    if not make and not known(settings):
        raise SettingsError(
            "this checkout has no hive yet",
            state="Nothing runs, nothing was made.",
            next="invoke up, or make setup-complete",
        )
    backend = chosen(settings)
    with state.locked(settings.root, "state"):
        mine = state.load(settings.root) or _first(settings, backend, listener)
        passwords = _passwords(settings, mine)
        if make:
            mine = _with_ports(settings, mine)
            passwords = {key: word or secrets.token_urlsafe(24) for key, word in passwords.items()}
            record(settings.root, _urls(settings, mine, passwords))
    hide(*passwords.values())
    if backend.why and make:
        listener.progress(backend.why)
    services = {
        name: partial(build, settings, listener, mine, passwords)
        for name, build in (("embedded", _embedded), ("docker", _docker))
    }
    postgres, redis = services[backend.name]()
    before = services[mine.backend]() if mine.backend not in ("", backend.name) else ()
    urls = _urls(settings, mine, passwords)
    return Hive(settings, backend.name, listener, postgres, redis, urls, mine.instance, before)


def _first(settings: Settings, backend: Backend, listener: Listener) -> State:
    """A new identity, unless volumes of this folder have one: its state folder was lost then."""
    if backend.name == "docker":
        from toolkit.services.docker import adoption

        if found := adoption.instance(engine(settings), settings.root):
            listener.progress("the state folder was lost: going on with this folder's volumes")
            return State(found)
    return state.fresh()


def _passwords(settings: Settings, mine: State) -> dict[str, str]:
    """The passwords on record by URL variable, "" where there is none of this hive's."""
    ours = recorded(settings.root)
    places = {"DATABASE_URL": mine.postgres_port, "REDIS_URL": mine.redis_port}
    return {key: _password(ours.get(key, ""), port) for key, port in places.items()}


def _password(url: str, port: int) -> str:
    """While services were external, another server's URL, and its password, was recorded."""
    try:
        parts = urlsplit(url)
        own = (parts.hostname, parts.port) in ((LOOPBACK, port), *_WITHIN)
    except ValueError:
        return ""
    return unquote(parts.password or "") if own else ""


def _with_ports(settings: Settings, mine: State) -> State:
    """Ports are chosen once, free at that moment, and kept."""
    if mine.postgres_port and mine.redis_port:
        return mine
    first, second = ports.free(2)
    chosen = replace(mine, postgres_port=first, redis_port=second)
    state.save(settings.root, chosen)
    return chosen


def _urls(settings: Settings, mine: State, passwords: dict[str, str]) -> dict[str, str]:
    role, name = quote(settings.role, safe=""), quote(settings.database, safe="")
    word = {key: quote(value, safe="") for key, value in passwords.items()}
    server = f"{LOOPBACK}:{mine.postgres_port}"
    return {
        "DATABASE_URL": f"postgresql://{role}:{word['DATABASE_URL']}@{server}/{name}",
        "REDIS_URL": f"redis://:{word['REDIS_URL']}@{LOOPBACK}:{mine.redis_port}/0",
    }


def _embedded(
    settings: Settings, listener: Listener, mine: State, passwords: dict[str, str]
) -> tuple[Postgres, Redis]:
    home = state.folder(settings.root)
    postgres = EmbeddedPostgres(
        state=home / "postgres",
        port=mine.postgres_port,
        database=settings.database,
        role=settings.role,
        password=passwords["DATABASE_URL"],
        listener=listener,
    )
    redis = EmbeddedValkey(
        state=home / "redis",
        port=mine.redis_port,
        password=passwords["REDIS_URL"],
        listener=listener,
    )
    return postgres, redis


def _docker(
    settings: Settings, listener: Listener, mine: State, passwords: dict[str, str]
) -> tuple[Postgres, Redis]:
    from toolkit.services.docker import images
    from toolkit.services.docker.definition import Place
    from toolkit.services.docker.postgres import DockerPostgres
    from toolkit.services.docker.redis import IMAGE, DockerRedis

    home = state.folder(settings.root) / "docker"
    found = cache(partial(engine, settings))

    def place(service: str, port: int, image: str) -> Place:
        hive, handed = f"hive-{mine.instance[:8]}", str(home / service)
        return Place(hive, mine.instance, str(settings.root), handed, str(port), image)

    postgres = DockerPostgres(
        engine=found,
        place=place(
            "postgres",
            mine.postgres_port,
            settings.postgres_image or images.reference("postgres"),
        ),
        state=home,
        database=settings.database,
        role=settings.role,
        password=passwords["DATABASE_URL"],
        listener=listener,
    )
    redis = DockerRedis(
        engine=found,
        place=place("redis", mine.redis_port, settings.redis_image or images.reference(IMAGE)),
        password=passwords["REDIS_URL"],
        listener=listener,
    )
    return postgres, redis


def _external(settings: Settings, listener: Listener, *, make: bool) -> Hive:
    if settings.database_url is None:
        raise SettingsError(
            "services are external, but DATABASE_URL is not set",
            why="a server of somebody else's is found by its URL",
            next="Set DATABASE_URL in the environment or .env.local, or drop HIVE_SERVICES",
        )
    urls = {"DATABASE_URL": settings.database_url.get_secret_value()}
    if settings.redis_url:
        urls["REDIS_URL"] = settings.redis_url.get_secret_value()
    if make and keeps(settings):
        record(settings.root, {key: _quotable(url) for key, url in urls.items()})
    postgres = ExternalPostgres(urls["DATABASE_URL"], listener)
    redis = ExternalRedis(urls["REDIS_URL"], listener) if settings.redis_url else None
    return Hive(settings, "external", listener, postgres, redis, urls)


def _quotable(url: str) -> str:
    """The same URL without what would end or escape in single quotes."""
    return url.replace("'", "%27").replace("\\", "%5C")
