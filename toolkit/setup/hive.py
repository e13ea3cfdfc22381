"""This checkout's hive: the settings turned into services and a target."""

import secrets
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from urllib.parse import quote, unquote, urlsplit

from toolkit.database.target import Target
from toolkit.database.url import parse
from toolkit.errors import SettingsError, ToolkitError
from toolkit.findings import Listener, Outcome, Status
from toolkit.report.redact import hide, redact
from toolkit.services import ports
from toolkit.services.external import ExternalPostgres, ExternalRedis
from toolkit.services.postgres import EmbeddedPostgres
from toolkit.services.service import Service
from toolkit.services.valkey import EmbeddedValkey
from toolkit.settings import Settings, record, recorded
from toolkit.setup import state
from toolkit.setup.state import State

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class Hive:
    """Services and database of one checkout, as `open_hive` decided them."""

    settings: Settings
    listener: Listener
    postgres: EmbeddedPostgres | ExternalPostgres
    redis: EmbeddedValkey | ExternalRedis | None
    urls: dict[str, str] = field(repr=False)
    instance: str | None = None

    @property
    def services(self) -> tuple[Service, ...]:
        return (self.postgres, self.redis) if self.redis else (self.postgres,)

    def recorded(self, key: str) -> str:
        """The URL as `.env.local` has it: what the application will read."""
        found = recorded(self.settings.root).get(key)
        if found is None:
            raise SettingsError(f".env.local has lost {key}", next="invoke up")
        return found

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

    def start(self) -> list[Outcome]:
        """Start what does not run, side by side; an outcome each; raises the first error."""
        for service in self.services:
            self.listener.started(service.name)
        lock = state.locked(self.settings.root, "start")
        with lock, ThreadPoolExecutor(len(self.services)) as pool:
            answers = list(pool.map(self._start, self.services))
        for outcome, _ in answers:
            self.listener.finished(outcome)
        for _, error in answers:
            if error:
                raise error
        return [outcome for outcome, _ in answers]

    def stop(self) -> list[Outcome]:
        """Stop what runs; an external server is not ours to stop."""
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
            healthy = service.unhealthy() is None
            if not healthy:
                service.start(self.settings.deadline)
        except ToolkitError as error:
            spent = time.monotonic() - begin
            return Outcome(service.name, Status.FAILED, spent, notes=(error.what,)), error
        spent = time.monotonic() - begin
        if healthy or self.settings.services == "external":
            return Outcome(service.name, Status.UNCHANGED, spent), None
        return Outcome(service.name, Status.CHANGED, spent, (f"start {service.name}",)), None


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
    with state.locked(settings.root, "state"):
        mine = state.load(settings.root) or state.fresh()
        passwords = _passwords(settings)
        if make:
            mine = _with_ports(settings, mine)
            passwords = {key: word or secrets.token_urlsafe(24) for key, word in passwords.items()}
            record(settings.root, _urls(settings, mine, passwords))
    hide(*passwords.values())
    return _embedded(settings, listener, mine, passwords)


def _passwords(settings: Settings) -> dict[str, str]:
    """The passwords on record by URL variable, "" where there is none."""
    ours = recorded(settings.root)
    return {key: _password(ours.get(key, "")) for key in ("DATABASE_URL", "REDIS_URL")}


def _password(url: str) -> str:
    return unquote(urlsplit(url).password or "")


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
) -> Hive:
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
    urls = _urls(settings, mine, passwords)
    return Hive(settings, listener, postgres, redis, urls, mine.instance)


def _external(settings: Settings, listener: Listener, *, make: bool) -> Hive:
    if settings.database_url is None:
        raise SettingsError(
            "services are external, but DATABASE_URL is not set",
            next="Set DATABASE_URL in the environment or .env.local, or drop HIVE_SERVICES",
        )
    urls = {"DATABASE_URL": settings.database_url.get_secret_value()}
    if settings.redis_url:
        urls["REDIS_URL"] = settings.redis_url.get_secret_value()
    if make:
        record(settings.root, {key: url.replace("'", "%27") for key, url in urls.items()})
    postgres = ExternalPostgres(urls["DATABASE_URL"])
    redis = ExternalRedis(urls["REDIS_URL"]) if settings.redis_url else None
    return Hive(settings, listener, postgres, redis, urls)
