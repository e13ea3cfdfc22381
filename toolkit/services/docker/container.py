"""One container, made what its definition says from whatever is there, and seen to serve."""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from docker.errors import APIError, NotFound
from docker.types import LogConfig, Mount

from toolkit.errors import DiskFullError, IdentityError, PortError, ServiceError
from toolkit.findings import Listener
from toolkit.services import ports
from toolkit.services.deadline import Deadline
from toolkit.services.docker import compose
from toolkit.services.docker import definition as kept
from toolkit.services.docker.definition import HANDED, SERVICE, Definition
from toolkit.services.docker.engine import Engine
from toolkit.services.docker.faults import translated
from toolkit.services.docker.network import Network
from toolkit.services.docker.owned import refuse_stranger

STEP = 0.02
STOP_SECONDS = 20
FROM_OUTSIDE = (0, 130, 137, 143)
"""Exit codes of a container that somebody stopped or killed; others are its own failure."""
_FULL = ("No space left on device", "Check free disk space", ": wrote only ")
_NANO = 1_000_000_000

Attributes = Mapping[str, Any]


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
        with translated(f"starting {self.title}"):
            while not self._served(image, ready, clock):
                if not clock.left():
                    raise self._late(clock)

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
            return next(self._differences(found, image, network), None) if found else None

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

    def execute(self, *argv: str) -> tuple[int, str]:
        """Exit code and output of a command in it, as the user it runs as."""
        user = self.definition.user or ""
        made = self._api.exec_create(self.definition.name, list(argv), user=user)
        said = self._api.exec_start(made["Id"]).decode("utf-8", "replace")
        return int(self._api.exec_inspect(made["Id"])["ExitCode"]), said.strip()

    def written(self, file: IO[bytes], *argv: str) -> None:
        """What a command in it writes, into a file; ServiceError with its complaint."""
        with translated(f"running {argv[0]} in {self.definition.name}"):
            user = self.definition.user or ""
            made = self._api.exec_create(self.definition.name, list(argv), user=user)["Id"]
            complaint = b""
            for out, wrong in self._api.exec_start(made, stream=True, demux=True):
                file.write(out or b"")
                complaint += wrong or b""
            if self._api.exec_inspect(made)["ExitCode"]:
                said = complaint.decode("utf-8", "replace").strip()
                name = self.definition.name
                raise ServiceError(f"{argv[0]} failed in {name}", why=said, next="invoke logs")

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
        finally:
            time.sleep(min(STEP, clock.left()))

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
        if found and (differences := list(self._differences(found, image, network))):
            self.listener.progress(f"making {self.title}'s container anew: {differences[0]}")
            self._remove()
            found = None
        status = found["State"]["Status"] if found else self._create()
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

    def _create(self) -> str:
        one = self.definition
        host = self._api.create_host_config(
            port_bindings={one.inside: one.published},
            mounts=[
                Mount(one.data, one.name, "volume"),
                Mount(HANDED, one.place.handed, "bind", read_only=True),
            ],
            mem_limit=one.memory,
            shm_size=one.shm,
            network_mode=one.network,
            restart_policy={"Name": kept.RESTART},
            log_config=LogConfig(type="json-file", config=dict(kept.LOG)),
        )
        joined = self._api.create_endpoint_config(aliases=[one.service])
        self._api.create_container(
            one.place.image,
            name=one.name,
            command=list(one.command),
            entrypoint=list(one.entrypoint) if one.entrypoint else None,
            user=one.user,
            ports=[one.inside],
            labels=self._labels,
            stop_signal=one.stop_signal,
            healthcheck={
                "test": ["CMD-SHELL", one.health],
                "interval": kept.INTERVAL * _NANO,
                "timeout": kept.TIMEOUT * _NANO,
                "retries": kept.RETRIES,
                "start_period": kept.START_PERIOD * _NANO,
            },
            host_config=host,
            networking_config=self._api.create_networking_config({one.network: joined}),
        )
        return "created"

    def _differences(self, found: Attributes, image: str, network: str | None) -> Iterator[str]:
        """What is not as it is defined, in words."""
        one, config, host = self.definition, found["Config"], found["HostConfig"]
        address, port = one.published
        bound = host["PortBindings"].get(f"{one.inside}/tcp")
        mounts = {(m.get("Name") or m["Source"], m["Destination"]) for m in found["Mounts"]}
        wanted = {(one.name, one.data), (one.place.handed, HANDED)}
        joined = found["NetworkSettings"]["Networks"].get(one.network) or {}
        pairs = {
            "its image is another": (found["Image"], image),
            "its port is another": (bound, [{"HostIp": address, "HostPort": port}]),
            "its mounts are others": (wanted - mounts, set()),
            "its network is another": (joined.get("NetworkID"), network),
            "its command is another": (config["Cmd"], list(one.command)),
            "its memory limit is another": (host["Memory"], one.memory),
            "its health check is another": (
                (config.get("Healthcheck") or {}).get("Test"),
                ["CMD-SHELL", one.health],
            ),
        }
        if one.entrypoint:
            pairs["its entrypoint is another"] = (config["Entrypoint"], list(one.entrypoint))
        return (why for why, (is_, should) in pairs.items() if is_ != should)

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
        name = self.definition.name
        if full := self.full(said):
            return full
        code = found["State"]["ExitCode"]
        reason = f"container {name} ended with {code}"
        if found["State"]["OOMKilled"]:
            reason = f"container {name} reached its limit of {self.definition.memory >> 20} MiB"
        return ServiceError(
            f"{self.title} ended while it was starting",
            why=f"{reason}\n{said}",
            state="It is stopped; its data is as it was.",
            next="mend what its log complains of, then run this again",
        )

    def full(self, said: str) -> DiskFullError | None:
        """The error where `said` complains of a full disk: the system's words, or PostgreSQL's."""
        lines = [line for line in said.splitlines() if any(word in line for word in _FULL)]
        return (
            DiskFullError(
                f"volume {self.definition.name} is full",
                why=lines[-1],
                state=f"{self.title} does not serve; its data is as it was.",
                next="free space on the engine's disk (docker system df), then invoke up",
            )
            if lines
            else None
        )

    def _late(self, clock: Deadline) -> ServiceError:
        return ServiceError(
            f"{self.title} did not serve within {clock.seconds:g} s",
            why=self.logs(20) or f"there is no container {self.definition.name}",
            state="Its container is left as it is; its data is as it was.",
            next="invoke logs, invoke up; HIVE_DEADLINE gives it longer",
        )
