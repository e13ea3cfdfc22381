"""The Redis-compatible server in a container: Valkey by default, its data in a named volume."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from toolkit.errors import ServiceError
from toolkit.findings import Listener, Silence
from toolkit.services import ports
from toolkit.services import redis as client
from toolkit.services.deadline import Deadline
from toolkit.services.docker import images
from toolkit.services.docker.container import Container
from toolkit.services.docker.definition import Place, redis
from toolkit.services.docker.engine import Engine
from toolkit.services.docker.handed import hand_over

IMAGE = "valkey"


@dataclass(frozen=True)
class DockerRedis:
    """What is written survives a restart. The engine is asked for when it is needed."""

    engine: Callable[[], Engine] = field(repr=False, compare=False)
    place: Place
    password: str = field(repr=False)
    listener: Listener = field(default_factory=Silence, compare=False)
    name: str = "redis"

    def start(self, deadline: float) -> str:
        """Serving, proven from outside; the image's build or pull is not of the deadline."""
        if not self.password:
            raise ServiceError(f"{self.name} is given no password", next="invoke up")
        self.hand_over()
        image = images.Images(self.engine(), self.listener).ensured(self.place.image, IMAGE)
        clock = Deadline.after(deadline)
        container = self._container()
        container.serve(image, lambda: self._ready(container, clock), clock)
        return self._url

    def stop(self) -> None:
        self._container().stop()

    def unhealthy(self) -> str | None:
        if reason := self._container().idle():
            return reason
        if not self.password:
            return "it runs, but its password is lost"
        return client.problem(self._url, 3)

    def idle(self) -> str | None:
        """None while the engine runs it, else why it does not; the server is not asked."""
        return self._container().idle()

    @property
    def volume(self) -> str:
        """Its name, on the engine."""
        return redis(self.place).name

    def erase(self) -> bool:
        """Delete the stopped service's data; whether there was any."""
        return self._container().erase()

    def outdated(self) -> str | None:
        return self._container().outdated()

    def logs(self, lines: int) -> str:
        return self._container().logs(lines)

    def hand_over(self) -> None:
        """The files that the container mounts: with them, compose alone can make it."""
        secret = "".join(f"\\x{byte:02x}" for byte in self.password.encode())
        lines = ["bind * -::*", "protected-mode yes", f'requirepass "{secret}"', "dir /data",
                 "appendonly yes", 'save ""', ""]  # fmt: skip
        files = {"server.conf": "\n".join(lines), "ping": f'AUTH "{secret}"\nPING\n'}
        hand_over(Path(self.place.handed), files)

    @property
    def _url(self) -> str:
        word = quote(self.password, safe="")
        return f"redis://:{word}@{ports.LOOPBACK}:{self.place.port}/0"

    def _container(self) -> Container:
        return Container(self.engine(), redis(self.place), "Redis", self.listener)

    def _ready(self, container: Container, clock: Deadline) -> bool:
        reason = client.problem(self._url, min(clock.left(), 1))
        if reason and not client.heals(reason):
            self.listener.progress("starting Redis again, with the password of now")
            container.restart()
        return reason is None
