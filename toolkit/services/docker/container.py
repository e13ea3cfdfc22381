"""One container, made what its definition says from whatever is there, and seen to serve."""

import io
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, Any

from docker.errors import APIError, NotFound
from docker.utils.socket import STDOUT, frames_iter

from toolkit.database.silence import shut
from toolkit.errors import DiskFullError, IdentityError, PortError, ServiceError
from toolkit.findings import Listener, Silence
from toolkit.services import ports
from toolkit.services.deadline import Deadline
from toolkit.services.docker import compose
from toolkit.services.docker.definition import HANDED, SERVICE, Definition
from toolkit.services.docker.described import Attributes, created, differences
from toolkit.services.docker.engine import Engine
from toolkit.services.docker.faults import translated
from toolkit.services.docker.network import Network
from toolkit.services.docker.owned import refuse_stranger
from toolkit.services.watch import watched

STEP = 0.02
STOP_SECONDS = 20
FROM_OUTSIDE = (0, 130, 137, 143)
"""Exit codes of a container that somebody stopped or killed; others are its own failure."""
_FULL = ("No space left on device", "Check free disk space", ": wrote only ")


@dataclass(frozen=True)
class Container:
    """`title` is what messages call the service."""

    engine: Engine
    definition: Definition
    title: str
    listener: Listener

    def serve(self, image: str, ready: Callable[[], bool], clock: Deadline) -> None:
        """Until `ready` says so, `image` being the id that it must run; whoever stops, pauses or
        removes it meanwhile is answered by starting it again.

        ServiceError, PortError, DiskFullError, IdentityError, EngineError.
        """
        with translated(f"starting {self.title}"), self._room():
            while not self._served(image, ready, clock):
                if not clock.left():
                    raise self._late(clock)
                time.sleep(min(STEP, clock.left()))

    def idle(self) -> str | None:
        """None while the engine runs it, else why it does not."""
        with translated(f"looking for {self.title}"):
            found = self.found()
        if found is None:
            return "it is not running"
        state = found["State"]
        if state["Status"] == "running":
            return None
        code = f" (exit {state['ExitCode']})" if state["Status"] in ("exited", "restarting") else ""
        return f"container {self.definition.name} is {state['Status']}{code}"

    def outdated(self) -> str | None:
        """None where it is as it is defined, or where it is not there."""
        with translated(f"looking for {self.title}"):
            found, network = self.found(), self._network.found()
            try:
                image = self._api.inspect_image(self.definition.place.image)["Id"]
            except NotFound:
                return "its image is not there"
            one = self.definition
            return next(differences(found, one, image, network), None) if found else None

    def stop(self) -> None:
        """A clean end; the container goes, with what only it used, and its volume stays."""
        with translated(f"stopping {self.title}"):
            self._remove()
            self._network.drop()

    def logs(self, lines: int) -> str:
        """The last lines; "" where there is no container."""
        with translated(f"reading the log of {self.title}"):
            try:
                said = self._api.logs(self.definition.name, tail=lines)
            except NotFound:
                return ""
        return str(said.decode("utf-8", "replace").rstrip("\n"))

    def found(self) -> Attributes | None:
        """As the engine inspects it, None: not there; IdentityError where it is not ours."""
        try:
            found: Attributes = self._api.inspect_container(self.definition.name)
        except NotFound:
            return None
        self._refuse_stranger("container", found["Config"]["Labels"])
        self._refuse_original(found)
        return found

    def execute(self, *argv: str, output: IO[bytes] | None = None) -> tuple[int, str]:
        """Exit code and words of a command in it, as the user it runs as; what it writes to stdout
        goes to `output`, where there is one. ServiceError where the container is paused, or gone,
        before that ended."""
        user, said = self.definition.user or "", io.BytesIO()
        with translated(f"running {argv[0]} in {self.definition.name}"):
            made = self._api.exec_create(self.definition.name, list(argv), user=user)["Id"]
            way = self._api.exec_start(made, socket=True)
            # whoever streams has to close it; the SDK gives no other hold
            with closing(way._response), watched(self.idle, partial(_hang_up, way), Silence()):
                for stream, words in frames_iter(way, tty=False):
                    (output if output and stream == STDOUT else said).write(words)
            code = self._api.exec_inspect(made)["ExitCode"]
            if code is None:
                raise ServiceError(
                    f"{argv[0]} was given up",
                    why=self.idle() or "its connection to the engine was cut",
                    next="invoke up, then the same command",
                )
        return int(code), said.getvalue().decode("utf-8", "replace").strip()

    def erase(self) -> bool:
        """Delete the volume of a container that is gone; whether there was one."""
        with translated(f"deleting the volume of {self.title}"):
            try:
                found = self._api.inspect_volume(self.definition.name)
            except NotFound:
                return False
            self._refuse_stranger("volume", found["Labels"])
            self._api.remove_volume(self.definition.name)
            return True

    def restart(self) -> None:
        """Begin anew with what is handed over now."""
        self._api.restart(self.definition.name, timeout=STOP_SECONDS)

    @property
    def _labels(self) -> dict[str, str]:
        """Ours, and those by which compose takes over what we made."""
        return {**self.definition.labels, **compose.own(self.definition)}

    @property
    def _api(self) -> Any:
        return self.engine.client.api

    def _served(self, image: str, ready: Callable[[], bool], clock: Deadline) -> bool:
        """False where somebody interfered, or time is out."""
        try:
            self._ensure(image)
            return self._waited(ready, clock)
        except NotFound:
            return False  # removed since we looked
        except APIError as error:
            if error.status_code != 409:
                raise
            return False  # its state changed since we looked

    def _waited(self, ready: Callable[[], bool], clock: Deadline) -> bool:
        begun = self._api.inspect_container(self.definition.name)
        while clock.left():
            found = self.found()
            if found is None or found["Id"] != begun["Id"]:
                return False
            if self._failed(found, begun):
                raise self._ended(found)
            if found["State"]["Status"] != "running" or not self._joined(found):
                return False
            if ready():
                return True
            time.sleep(STEP)
        return False

    def _joined(self, found: Attributes) -> bool:
        """Whoever removes the network takes it from a running container, which nobody reaches."""
        return self.definition.network in found["NetworkSettings"]["Networks"]

    def _failed(self, found: Attributes, begun: Attributes) -> bool:
        """It ended by itself, or it ended and the engine has started it again since."""
        state = found["State"]
        if found["RestartCount"] > begun["RestartCount"] or state["OOMKilled"]:
            return True
        return state["Status"] == "exited" and state["ExitCode"] not in FROM_OUTSIDE

    def _ensure(self, image: str) -> None:
        """There, as it is defined, and started."""
        network = self._network.ensured()
        self._volume()
        found = self.found()
        if found and (why := next(differences(found, self.definition, image, network), None)):
            self.listener.progress(f"making {self.title}'s container anew: {why}")
            self._remove()
            found = None
        if found is None:
            created(self._api, self.definition, self._labels)
        status = found["State"]["Status"] if found else "created"
        if status == "paused":
            self.listener.progress(f"{self.title} was paused: going on")
            self._api.unpause(self.definition.name)
        elif status == "restarting":  # it fails again and again: once more, and seen
            self._api.stop(self.definition.name, timeout=STOP_SECONDS)
            self._start()
        elif status in ("created", "exited"):
            self._start()
        elif status in ("dead", "removing"):
            self._remove()

    def _start(self) -> None:
        port = int(self.definition.place.port)
        if ports.taken(port):
            raise self._conflict(port)
        try:
            self._api.start(self.definition.name)
        except APIError as error:
            said = str(error.explanation)
            if "port is already allocated" in said or "address already in use" in said:
                raise self._conflict(port) from None
            raise

    def _conflict(self, port: int) -> PortError:
        """Named by the engine where a container has it, else by the machine."""
        for one in self._api.containers():
            if any(bound.get("PublicPort") == port for bound in one["Ports"]):
                return ports.conflict(port, self.title, f"container {one['Names'][0].strip('/')}")
        return ports.conflict(port, self.title)

    @property
    def _network(self) -> Network:
        one = self.definition
        labels = {key: value for key, value in self._labels.items() if key != SERVICE}
        return Network(self.engine, one.network, one.place.instance, labels)

    def _volume(self) -> None:
        try:
            found = self._api.inspect_volume(self.definition.name)
        except NotFound:
            self.listener.progress(f"making volume {self.definition.name}")
            self._api.create_volume(self.definition.name, labels=self._labels)
        else:
            self._refuse_stranger("volume", found["Labels"])

    def _remove(self) -> None:
        found = self.found()
        if found is None:
            return
        try:
            if found["State"]["Status"] == "paused":
                self._api.unpause(found["Id"])
            self._api.stop(found["Id"], timeout=STOP_SECONDS)
            self._api.remove_container(found["Id"], v=True, force=True)
        except NotFound:
            pass  # somebody was faster

    def _refuse_stranger(self, kind: str, labels: Mapping[str, str] | None) -> None:
        one = self.definition
        refuse_stranger(kind, one.name, labels, one.place.instance)

    def _refuse_original(self, found: Attributes) -> None:
        """A copied checkout has the identity of the original, which is served by this container."""
        mine = Path(self.definition.place.handed)
        for mount in found["Mounts"]:
            theirs = Path(mount["Source"])
            if mount["Destination"] == HANDED and theirs.is_dir() and theirs != mine.resolve():
                root = mine.parents[2]
                raise IdentityError(
                    f"this checkout is a copy of {theirs.parents[2]}, which is served already",
                    why=f"both say in .hive/state.json that they are {self.definition.place.hive}",
                    state="Nothing of the original was touched.",
                    next=f"rm {root}/.hive/state.json   (it then gets an identity of its own)",
                )

    def _ended(self, found: Attributes) -> ServiceError:
        """The error for a container that ended by itself; it is stopped, so that it stays ended."""
        said = self.logs(20)
        self._api.stop(self.definition.name, timeout=STOP_SECONDS)
        name, code = self.definition.name, found["State"]["ExitCode"]
        reason = f"container {name} ended with {code}"
        if found["State"]["OOMKilled"]:
            reason = f"container {name} reached its limit of {self.definition.memory >> 20} MiB"
        return ServiceError(
            f"{self.title} ended while it was starting",
            why=f"{reason}\n{said}",
            state="It is stopped; its data is as it was.",
            next="mend what its log complains of, then run this again",
        )

    @contextmanager
    def _room(self) -> Iterator[None]:
        """Whatever failed: where it complains of a full disk, that is the error."""
        try:
            yield
        except ServiceError as error:
            lines = [line for line in error.why.splitlines() if any(map(line.__contains__, _FULL))]
            if not lines:
                raise
            raise DiskFullError(
                f"volume {self.definition.name} is full",
                why=lines[-1],
                state=f"{self.title} does not serve; its data is as it was.",
                next="free space on the engine's disk (docker system df), then invoke up",
            ) from None

    def _late(self, clock: Deadline) -> ServiceError:
        return ServiceError(
            f"{self.title} did not serve within {clock.seconds:g} s",
            why=self.logs(20) or f"there is no container {self.definition.name}",
            state="Its container is left as it is; its data is as it was.",
            next="invoke logs, invoke up; HIVE_DEADLINE gives it longer",
        )


def _hang_up(way: Any) -> int:
    """Whoever reads from it is told that it is over."""
    shut(way.fileno())
    return 1
