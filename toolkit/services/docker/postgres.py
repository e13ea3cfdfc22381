"""PostgreSQL in a container: one a checkout, on the loopback, its data in a named volume."""

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from sqlalchemy import URL

from toolkit.catalog.sql import ident, literal
from toolkit.database.role import verifier
from toolkit.database.url import DRIVER, plain_name
from toolkit.errors import DataVersionError, ServiceError
from toolkit.findings import Listener, Silence
from toolkit.services import access, ports, superuser
from toolkit.services.deadline import Deadline
from toolkit.services.docker import images
from toolkit.services.docker.container import Container
from toolkit.services.docker.definition import HANDED, Place, postgres
from toolkit.services.docker.engine import Engine
from toolkit.services.docker.handed import hand_over

_REFUSED = re.compile(r"^hive: (?P<why>version|damaged|strange) (?P<rest>.*)$", re.M)


@dataclass(frozen=True)
class DockerPostgres:
    """`state` is a folder of ours for what is handed over, made on first need; `database`, `role`
    and `password` are the application's. The engine is asked for when it is needed."""

    engine: Callable[[], Engine] = field(repr=False, compare=False)
    place: Place
    state: Path
    database: str
    role: str
    password: str = field(repr=False)
    listener: Listener = field(default_factory=Silence, compare=False)
    name: str = "postgres"

    def start(self, deadline: float) -> str:
        """Serving, with the role and its database, proven as the role from outside; what the image
        takes to build or pull is not of the deadline."""
        superuser.refuse(self.role)
        if not self.password:
            raise ServiceError(f"{self.name} is given no password", next="invoke up")
        self.hand_over()
        image = images.Images(self.engine(), self.listener).ensured(self.place.image, self.name)
        clock = Deadline.after(deadline)
        container = self._container()
        try:
            container.serve(image, lambda: self._ready(container, clock), clock)
        except ServiceError as error:
            raise self._explained(error) from None
        return self._own().render_as_string(hide_password=False)

    def stop(self) -> None:
        self._container().stop()

    def unhealthy(self) -> str | None:
        if reason := self._container().idle():
            return reason
        if not self.password:
            return "it runs, but its password is lost"
        return access.problem(self._own(), 3)

    def idle(self) -> str | None:
        """None while the engine runs it, else why it does not; the server is not asked."""
        return self._container().idle()

    @property
    def volume(self) -> str:
        """Its name, on the engine."""
        return postgres(self.place).name

    def erase(self) -> bool:
        """Delete the stopped service's data; whether there was any."""
        return self._container().erase()

    def outdated(self) -> str | None:
        return self._container().outdated()

    def logs(self, lines: int) -> str:
        return self._container().logs(lines)

    def hand_over(self) -> None:
        """The files that the container mounts: with them, compose alone can make it."""
        word = superuser.made(self.state)
        role, database = ident(self.role), ident(self.database)
        own = f"host=127.0.0.1\nport=5432\nuser={self.role}\ndbname={self.database}"
        service = f"[hive]\n{own}\npassword={self.password}\n"
        folder = Path(self.place.handed)
        files = {
            "start": (images.folder(self.name) / "start").read_text("utf-8"),
            "superuser": word,
            "service.conf": service,
        }
        if hand_over(folder, files) or not (folder / "roles.sql").exists():
            kept = literal(verifier(word))
            roles = f"CREATE ROLE {role} LOGIN PASSWORD {literal(verifier(self.password))}\n"
            mend = f"ALTER ROLE {ident(superuser.NAME)} PASSWORD {kept};\n"
            made = f"{roles}CREATE DATABASE {database} OWNER {role}\n"
            hand_over(folder, {"roles.sql": made, "superuser.sql": mend})

    def dump(self, file: Path, *how: str) -> None:
        """The application's database, by the pg_dump beside its server."""
        with file.open("wb") as out:
            self._client("pg_dump", *how, f"--dbname={plain_name(self.database)}", output=out)

    def restore(self, file: Path, database: str, *how: str) -> None:
        """A dump into a database, by the pg_restore beside its server."""
        lent = Path(self.place.handed) / f"{database}.dump"
        for left in lent.parent.glob("hive_test_*.dump"):  # of a restore that was killed
            left.unlink(missing_ok=True)
        try:
            shutil.copyfile(file, lent)
            lent.chmod(0o644)  # the folder above is closed
            self._client("pg_restore", *how, f"--dbname={database}", f"{HANDED}/{lent.name}")
        finally:
            lent.unlink(missing_ok=True)

    def _client(self, tool: str, *words: str, output: IO[bytes] | None = None) -> None:
        argv = (tool, "--username=postgres", *words)
        code, said = self._container().execute(*argv, output=output)
        if code:
            raise ServiceError(f"{tool} failed", why=said, next="invoke logs")

    def admin_url(self) -> URL:
        """The superuser's, on the maintenance database; ServiceError before the first start."""
        return self._url(superuser.NAME, superuser.password(self.state), "postgres")

    def system_identifier(self) -> None:
        """That it is ours, the engine knows: it publishes the port for our container only."""

    def _container(self) -> Container:
        return Container(self.engine(), postgres(self.place), "PostgreSQL", self.listener)

    def _own(self) -> URL:
        return self._url(self.role, self.password, self.database)

    def _url(self, user: str, password: str, database: str) -> URL:
        return URL.create(DRIVER, user, password, ports.LOOPBACK, int(self.place.port), database)

    def _ready(self, container: Container, clock: Deadline) -> bool:
        reason = access.problem(self._own(), min(clock.left(), 1))
        if reason is None:  # a lost state folder has the superuser's password only
            reason = access.problem(self.admin_url(), min(clock.left(), 1))
        if reason and not access.heals(reason):
            return self._mend(container, clock)
        return reason is None

    def _mend(self, container: Container, clock: Deadline) -> bool:
        """A volume may be older than the passwords, or lack role and database: the superuser gets
        its password from inside, where the server trusts it, and then gives the role its own.

        False where it begins anew first, what it had mounted being removed since.
        """
        admin = self.admin_url()
        if access.problem(admin, clock.left()):
            self.listener.progress("the volume is older than its passwords: giving it these")
            psql = ("psql", "--no-psqlrc", "--quiet", "--username=postgres", "--dbname=postgres")
            script = f"--file={HANDED}/superuser.sql"
            if container.execute("test", "-e", f"{HANDED}/superuser.sql")[0]:
                container.restart()
                return False
            code, said = container.execute(*psql, "--set=ON_ERROR_STOP=1", script)
            if code:
                raise ServiceError(
                    "the volume's superuser is not ours to use",
                    why=said,
                    state="It is running; its data is as it was.",
                    next="invoke logs; a volume of another program may know no role postgres",
                )
        for what in access.converge(admin, self._own(), clock.left()):
            self.listener.progress(what)
        return True

    def _explained(self, error: ServiceError) -> ServiceError:
        """What the start script refused, in full."""
        found = _REFUSED.search(error.why)
        volume = postgres(self.place).name
        if not found:
            return error
        if found["why"] == "version":
            made, ours = found["rest"].split()
            return DataVersionError(
                f"volume {volume} was made by PostgreSQL {made}, the image has {ours}",
                why="a server reads the data of its own major version only",
                state="PostgreSQL was not started; the volume is as it was.",
                next=f"set HIVE_POSTGRES_IMAGE to an image of PostgreSQL {made}; with it, invoke"
                " reset keeps a snapshot and begins empty",
            )
        held = {
            "damaged": f"has a data directory without a control file: {found['rest']}",
            "strange": f"holds {found['rest']}, but no data directory of PostgreSQL",
        }
        return ServiceError(
            f"volume {volume} {held[found['why']]}",
            why="a new data directory beside it could hide what it is",
            state="PostgreSQL was not started; the volume is as it was.",
            next=f"look into it: docker run --rm -it -v {volume}:/volume {self.place.image} sh",
        )
