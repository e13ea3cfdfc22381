"""Valkey from a wheel: the Redis-compatible server, on the loopback, with a password and a log."""

import os
import signal
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from toolkit import files
from toolkit.errors import ServiceError
from toolkit.findings import Listener, Silence
from toolkit.services import locks, ports, redis
from toolkit.services.deadline import Deadline
from toolkit.services.embedded import logs, payload, publish
from toolkit.services.embedded.daemon import Daemon, Spawned
from toolkit.services.embedded.user import server_user

STOP_SECONDS = 60.0
PATIENCE = 1.0  # seconds for one answer, so that a death is noticed meanwhile


@dataclass(frozen=True)
class EmbeddedValkey:
    """`state` is a folder of ours, made on first need. What is written survives a restart."""

    state: Path
    port: int
    password: str = field(repr=False)
    listener: Listener = field(default_factory=Silence, compare=False)
    name: str = "redis"

    def start(self, deadline: float) -> str:
        """Running and answering PING; errors: ServiceError, PortError, LockedError."""
        if not self.password:
            raise ServiceError(f"{self.name} is given no password", next="invoke up")
        clock = Deadline.after(deadline)
        try:
            self.state.mkdir(mode=0o700, parents=True, exist_ok=True)
            with locks.locked(self.state / "lock", clock):
                self._run(self._daemon(), clock)
        except OSError as error:
            raise ServiceError(
                f"{self.state} cannot be used", why=str(error), next="invoke doctor"
            ) from error
        return self._url

    def stop(self) -> None:
        """A clean end: what was written is on disk, nothing of it is left running."""
        if self.state.exists():
            clock = Deadline.after(STOP_SECONDS)
            with locks.locked(self.state / "lock", clock):
                self._daemon().stop(clock)

    def unhealthy(self) -> str | None:
        try:
            running = self._daemon().find()
        except ServiceError as error:
            return error.what
        if running is None:
            return "it is not running"
        if not self.password:
            return "it runs, but its password is lost"
        return redis.problem(self._url, 3)

    def outdated(self) -> None:
        """The wheel's server is looked at when it is started."""

    def logs(self, lines: int) -> str:
        return logs.tail(self.state / "server.log", lines)

    @property
    def _url(self) -> str:
        return f"redis://:{quote(self.password, safe='')}@{ports.LOOPBACK}:{self.port}/0"

    @property
    def _settings(self) -> Path:
        return self.state / "valkey.conf"

    def _daemon(self) -> Daemon:
        return Daemon(
            title="Valkey",
            state=self.state,
            pid_file="valkey.pid",
            stop_signal=signal.SIGTERM,
            user=server_user(self.state / "data"),
        )

    def _run(self, daemon: Daemon, clock: Deadline) -> None:
        running = daemon.settled(clock)
        if running and self._settings.read_text("ascii") != self._wanted():
            self.listener.progress("starting Valkey again, with the port and password of now")
            daemon.stop(clock)
            running = None
        if not running or not self._serves(daemon, None, clock):
            self._launch(daemon, clock)

    def _launch(self, daemon: Daemon, clock: Deadline) -> None:
        wheel = publish.published(payload.valkey_wheel(), daemon.user, self.listener)
        self._prepare(daemon)
        with daemon.claim(clock) as claimed, self._settings.open("rb") as settings:
            if ports.taken(self.port):
                raise ports.conflict(self.port, daemon.title)
            program = wheel.trees["valkey"] / "valkey-server"
            spawned = daemon.spawn([program, "-"], {}, claimed, stdin=settings)
        if not self._serves(daemon, spawned, clock):
            raise self._died(daemon, spawned.since)

    def _prepare(self, daemon: Daemon) -> None:
        daemon.data.mkdir(mode=0o700, exist_ok=True)
        if daemon.user and daemon.data.stat().st_uid != daemon.user.uid:
            os.chown(daemon.data, daemon.user.uid, daemon.user.gid)
        files.write(self._settings, self._wanted())

    def _wanted(self) -> str:
        """Paths are relative to the data directory, in which it is started."""
        secret = "".join(f"\\x{byte:02x}" for byte in self.password.encode())
        return "\n".join(
            [
                f"port {self.port}",
                f"bind {ports.LOOPBACK}",
                "protected-mode yes",
                f'requirepass "{secret}"',
                "appendonly yes",
                'save ""',
                "pidfile valkey.pid",
                "",
            ]
        )

    def _serves(self, daemon: Daemon, spawned: Spawned | None, clock: Deadline) -> bool:
        """Wait until it answers; False where it died instead."""
        reasons: list[str | None] = [None]

        def ready() -> bool:
            reasons[0] = redis.problem(self._url, min(clock.left(), PATIENCE))
            return reasons[0] is None or not redis.heals(reasons[0])

        alive = daemon.wait(clock, ready, spawned)
        if alive and reasons[0] and spawned:
            # ours knows its password: somebody was faster on the port
            raise ports.conflict(self.port, daemon.title)
        if alive and reasons[0]:
            raise ServiceError(
                "Valkey refuses its password", why=reasons[0], next="invoke down, up"
            )
        return alive

    def _died(self, daemon: Daemon, since: int) -> ServiceError:
        said = logs.tail(daemon.log, 20, since)
        if "Address already in use" in said:
            return ports.conflict(self.port, daemon.title)
        return daemon.ended(said)
