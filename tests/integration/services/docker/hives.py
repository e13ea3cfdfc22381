"""The containers of one hive, by the services themselves, and a row to see kept."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import make_url

from toolkit.services import access, ports
from toolkit.services.docker import images
from toolkit.services.docker.definition import Place, postgres
from toolkit.services.docker.engine import Engine
from toolkit.services.docker.postgres import DockerPostgres
from toolkit.services.docker.redis import IMAGE, DockerRedis

SECONDS = 60


@dataclass(frozen=True)
class Hive:
    """The two services of one root, on the test's engine."""

    engine: Engine
    root: Path
    heard: Any
    instance: str = field(default_factory=lambda: uuid.uuid4().hex)
    ports: tuple[int, ...] = field(default_factory=lambda: ports.free(2))
    given: Mapping[str, str] = field(default_factory=dict)
    """Images of others, by service; else ours."""
    words: tuple[str, str] = ("first p@ss w/%rd'\"\\", "second p@ss w/%rdü'\"\\")

    @property
    def name(self) -> str:
        return f"hive-{self.instance[:8]}"

    def place(self, service: str, port: int, ours: str) -> Place:
        image = self.given.get(service) or images.reference(ours)
        handed = self.root / ".hive/docker" / service
        return Place(self.name, self.instance, str(self.root), str(handed), str(port), image)

    @property
    def postgres(self) -> DockerPostgres:
        place = self.place("postgres", self.ports[0], "postgres")
        state = self.root / ".hive/docker"
        return DockerPostgres(
            lambda: self.engine, place, state, "hive", "hive", self.words[0], self.heard
        )

    @property
    def redis(self) -> DockerRedis:
        place = self.place("redis", self.ports[1], IMAGE)
        return DockerRedis(lambda: self.engine, place, self.words[1], self.heard)

    def container(self, service: str = "postgres") -> Any:
        return self.engine.client.containers.get(f"{self.name}-{service}")

    def volume(self, service: str = "postgres", **options: str) -> str:
        """Made as the toolkit makes it, but for its options."""
        labels = dict(postgres(self.postgres.place).labels)
        name = f"{self.name}-{service}"
        self.engine.client.volumes.create(name, labels=labels, driver_opts=options)
        return name


def asked(url: str, statement: str) -> Any:
    with access.connect(make_url(url), 10) as connection:
        found = connection.execute(statement)
        return found.fetchone()[0] if found.description else None


def filled(hive: Hive) -> None:
    url = hive.postgres.start(SECONDS)
    asked(url, "CREATE TABLE kept (word text)")
    asked(url, "INSERT INTO kept VALUES ('kept')")


def kept(hive: Hive) -> bool:
    """Whether a start serves and the row is there."""
    url = hive.postgres.start(SECONDS)
    return bool(asked(url, "SELECT word FROM kept") == "kept")
