"""PostgreSQL from a wheel: one server a checkout, on the loopback, with a password."""

import signal
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from urllib.parse import quote

from sqlalchemy import URL

from toolkit.database.url import DRIVER
from toolkit.errors import CpuError, ServiceError
from toolkit.findings import Listener, Silence
from toolkit.services import access, locks, ports, superuser
from toolkit.services.deadline import Deadline
from toolkit.services.embedded import binaries, cluster, cpu, logs, self_test
from toolkit.services.embedded.binaries import Binaries
from toolkit.services.embedded.daemon import Daemon, Spawned
from toolkit.services.embedded.user import server_user

STOP_SECONDS = 60.0


@dataclass(frozen=True)
class EmbeddedPostgres:
    """`state` is a folder of ours, made on first need; `database`, `role` and `password` are the
    application's. `options` are further settings of the server, such as "fsync=off"."""

    state: Path
    port: int
    database: str
    role: str
    password: str = field(repr=False)
    listener: Listener = field(default_factory=Silence, compare=False)
    options: tuple[str, ...] = ()
    cpuinfo: Path = cpu.CPUINFO
    name: str = "postgres"

    def start(self, deadline: float) -> str:
        """Running, with the role and its database, answering as the role; errors: ServiceError,
        PortError, CpuError, DataVersionError, LockedError."""
        superuser.refuse(self.role)
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
        role, password, database = (
            quote(part, safe="") for part in (self.role, self.password, self.database)
        )
        return f"postgresql://{role}:{password}@{ports.LOOPBACK}:{self.port}/{database}"

    def stop(self) -> None:
        """A clean end that disconnects whoever is there; nothing of it is left running."""
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
        return access.problem(self._url(self.role, self.password, self.database), 3)

    def outdated(self) -> None:
        """The wheel's server is looked at when it is started."""

    def logs(self, lines: int) -> str:
        return logs.tail(self.state / "server.log", lines)

    def admin_url(self) -> URL:
        """The superuser's, on the maintenance database; ServiceError before the first start."""
        return self._url(superuser.NAME, superuser.password(self.state), "postgres")

    def system_identifier(self) -> str | None:
        """The cluster's; None before the first start."""
        return cluster.system_identifier(self.state / "data")

    def _daemon(self) -> Daemon:
        return Daemon(
            title="PostgreSQL",
            state=self.state,
            pid_file="postmaster.pid",
            stop_signal=signal.SIGINT,
            user=server_user(self.state / "data"),
        )

    def _url(self, user: str, password: str, database: str) -> URL:
        return URL.create(DRIVER, user, password, ports.LOOPBACK, self.port, database)

    def _run(self, daemon: Daemon, clock: Deadline) -> None:
        running = daemon.settled(clock)
        if running and cluster.port(daemon.data) not in {None, self.port}:
            self.listener.progress(f"moving PostgreSQL to port {self.port}")
            daemon.stop(clock)
            running = None
        if not running or not self._serves(daemon, running.pid, None, clock, fresh=False):
            self._launch(daemon, clock)

    def _launch(self, daemon: Daemon, clock: Deadline) -> None:
        with daemon.claim(clock) as claimed:
            cluster.clear(self.state)
            fresh = not cluster.exists(daemon.data)
            found = self._binaries(daemon, fresh)
            if fresh:
                self._make(daemon, found, clock, claimed)
            if ports.taken(self.port):
                raise ports.conflict(self.port, "PostgreSQL")
            daemon.forget_stranger()
            spawned = daemon.spawn(self._argv(daemon, found), found.environment, claimed)
        if not self._serves(daemon, spawned.child.pid, spawned, clock, fresh=fresh):
            raise self._died(daemon, spawned.since)
        try:
            self_test.once(self.admin_url(), found.name, self.state, spawned.since, clock.left())
        except CpuError:
            daemon.stop(Deadline.after(STOP_SECONDS))
            raise

    def _binaries(self, daemon: Daemon, fresh: bool) -> Binaries:
        if fresh and (reason := cpu.missing(self.cpuinfo)):
            raise cpu.lacking(reason)
        if daemon.user:
            self.listener.progress(f"PostgreSQL refuses root: running it as {daemon.user.name}")
        found = binaries.postgres(self.state, daemon.user, self.listener)
        if not fresh:
            cluster.refuse_other_version(daemon.data, found.bin)
        return found

    def _make(self, daemon: Daemon, found: Binaries, clock: Deadline, claimed: IO[bytes]) -> None:
        self.listener.progress("making PostgreSQL's data directory")
        cluster.make(
            daemon.data,
            found,
            password=superuser.made(self.state),
            user=daemon.user,
            sync="fsync=off" not in self.options,
            deadline=clock,
            claimed=claimed,
        )

    def _argv(self, daemon: Daemon, found: Binaries) -> list[str | Path]:
        settings = (
            f"port={self.port}",
            f"listen_addresses={ports.LOOPBACK}",
            "unix_socket_directories=",
            f"extension_control_path={found.extensions}:$system",
            *self.options,
        )
        where = cluster.HERE if daemon.user else daemon.data
        flags = [word for setting in settings for word in ("-c", setting)]
        return [found.bin / "postgres", "-D", where, *flags]

    def _serves(
        self, daemon: Daemon, pid: int, spawned: Spawned | None, clock: Deadline, *, fresh: bool
    ) -> bool:
        """Wait until it answers, then see to role and database; False where it died instead."""
        own = self._url(self.role, self.password, self.database)
        asked = self.admin_url() if fresh else own
        reasons: list[str | None] = [None]

        def ready() -> bool:
            if not cluster.ready(daemon.data, pid):
                return False
            reasons[0] = access.problem(asked, clock.left())
            return reasons[0] is None or not access.heals(reasons[0])

        if not daemon.wait(clock, ready, spawned):
            return False
        if fresh or reasons[0]:
            for what in access.converge(self.admin_url(), own, clock.left()):
                self.listener.progress(what)
        return True

    def _died(self, daemon: Daemon, since: int) -> ServiceError:
        said = logs.tail(daemon.log, 20, since)
        if "could not bind" in said:
            return ports.conflict(self.port, "PostgreSQL")
        return daemon.ended(said)
