"""What the containers of a hive are, as data: the backend makes them so, compose.yaml says it."""

from collections.abc import Mapping
from dataclasses import dataclass

from toolkit.services.ports import LOOPBACK

INSTANCE = "hive-toolkit.instance"
ROOT = "hive-toolkit.root"
SERVICE = "hive-toolkit.service"
HANDED = "/run/hive"
"""Where a container finds what the hive hands it: its start script, its settings, its secrets."""

INTERVAL, TIMEOUT, RETRIES, START_PERIOD = 2, 5, 5, 60
"""Seconds, and tries, of the engine's own look at a container's health."""
RESTART = "unless-stopped"
LOG = {"max-size": "10m", "max-file": "2"}


@dataclass(frozen=True)
class Place:
    """Where one container of a hive is. Values, or compose's variables for them.

    `hive` names the hive on its engine (`hive-1a2b3c4d`), `handed` is the host's folder that is
    mounted at HANDED, `port` the one of the loopback.
    """

    hive: str
    instance: str
    root: str
    handed: str
    port: str
    image: str


@dataclass(frozen=True)
class Definition:
    """One container. `volume` is mounted at `data`; `inside` is the port it listens on; sizes are
    bytes; `health` is a shell command that fails where the service does not serve."""

    service: str
    place: Place
    data: str
    inside: int
    health: str
    memory: int
    command: tuple[str, ...]
    entrypoint: tuple[str, ...] | None = None
    user: str | None = None
    shm: int | None = None
    stop_signal: str = "SIGTERM"

    @property
    def name(self) -> str:
        """Of the container, and of its volume."""
        return f"{self.place.hive}-{self.service}"

    @property
    def network(self) -> str:
        return self.place.hive

    @property
    def published(self) -> tuple[str, str]:
        """Address and port of the host."""
        return LOOPBACK, self.place.port

    @property
    def labels(self) -> Mapping[str, str]:
        """On the container, its volume and the network (which is of no service)."""
        place = self.place
        return {INSTANCE: place.instance, ROOT: place.root, SERVICE: self.service}


def postgres(place: Place) -> Definition:
    """The start script decides where in the volume the data directory is: images do not agree."""
    service = f"PGSERVICEFILE={HANDED}/service.conf psql service=hive"
    return Definition(
        service="postgres",
        place=place,
        data="/var/lib/postgresql",
        inside=5432,
        health=f"{service} --no-psqlrc --quiet --tuples-only --command='SELECT 1'",
        memory=1 << 30,
        entrypoint=("/bin/sh", f"{HANDED}/start"),
        command=("postgres",),
        user="postgres",
        shm=128 << 20,
        stop_signal="SIGINT",
    )


def redis(place: Place) -> Definition:
    """The image's own entrypoint takes a settings file as its one argument: redis's and valkey's
    give up root on the way."""
    client = "$(command -v valkey-cli || command -v redis-cli)"
    return Definition(
        service="redis",
        place=place,
        data="/data",
        inside=6379,
        health=f"{client} -h 127.0.0.1 < {HANDED}/ping | grep -q PONG",
        memory=512 << 20,
        command=(f"{HANDED}/server.conf",),
    )
