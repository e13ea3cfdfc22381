"""What a hive on an engine may leave there: containers, networks, volumes, and their processes."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from docker.errors import APIError

from toolkit.services.docker.definition import INSTANCE, ROOT, SERVICE
from toolkit.services.docker.engine import Engine
from toolkit.services.docker.faults import translated
from toolkit.services.embedded import processes
from toolkit.services.leftovers import Thing, Whose

_UP = ("running", "paused", "restarting")
_ANONYMOUS = re.compile(r"[0-9a-f]{64}")
_BY_THE_ENGINE = {"com.docker.volume.anonymous"}
_LOOKING = "looking for what is left"

Labels = Mapping[str, str] | None


@dataclass(frozen=True)
class Mine:
    """What is a hive's by its labels. `instance` is "" where the checkout lost its own."""

    instance: str
    root: Path

    def __call__(self, labels: Labels) -> bool:
        """A copied checkout has the identity of the original, whose things are not its own."""
        labels = labels or {}
        root = Path(labels.get(ROOT, self.root)).resolve()
        if ROOT in labels and root == self.root.resolve():
            return True
        same = bool(self.instance) and labels.get(INSTANCE) == self.instance
        return same and (root == self.root.resolve() or not root.is_dir())


@dataclass(frozen=True)
class DockerTraces:
    """`volumes` that nobody named, and `processes` by pid, are what the hive's containers had when
    this was made: nothing says so once they are gone."""

    engine: Engine = field(repr=False)
    mine: Mine
    volumes: frozenset[str] = frozenset()
    processes: tuple[tuple[int, Thing], ...] = ()

    def running(self) -> bool:
        return any(one["State"] in _UP for one in _containers(self.engine, self.mine))

    def keys(self) -> Iterable[str]:
        with translated(_LOOKING):
            api = self.engine.client.api
            yield from (f"container {one['Id']}" for one in api.containers(all=True))
            yield from (f"network {one['Id']}" for one in api.networks())
            yield from (_volume_key(one) for one in _volumes(self.engine))

    def found(self) -> Iterable[Thing]:
        with translated(_LOOKING):
            for look in (self._containers, self._networks, self._volumes, self._processes):
                yield from look()

    def kept(self) -> Iterable[str]:
        with translated(_LOOKING):
            for one in _volumes(self.engine):
                if self._is_data(one):
                    yield f"volume {one['Name']}"

    def _containers(self) -> Iterator[Thing]:
        for one in _containers(self.engine, self.mine):
            said = f"container {one['Names'][0].strip('/')}: {one['State']}"
            yield Thing(f"container {one['Id']}", said)

    def _networks(self) -> Iterator[Thing]:
        for one in self.engine.client.api.networks():
            if self.mine(one["Labels"]):
                yield Thing(f"network {one['Id']}", f"network {one['Name']}")

    def _volumes(self) -> Iterator[Thing]:
        unused = {one["Name"] for one in _volumes(self.engine, dangling=True)}
        for one in _volumes(self.engine):
            name, key = one["Name"], _volume_key(one)
            if name in self.volumes:
                yield Thing(key, f"volume {name}: a container of this hive had it")
            elif self.mine(one["Labels"]) and not self._is_data(one):
                yield Thing(key, f"volume {name}")
            elif name in unused and _nameless(one):
                yield Thing(key, f"volume {name}: nobody uses it", Whose.UNKNOWN)

    def _processes(self) -> Iterator[Thing]:
        return (one for pid, one in self.processes if processes.key(pid) == one.key)

    def _is_data(self, volume: Mapping[str, Any]) -> bool:
        return self.mine(volume["Labels"]) and SERVICE in volume["Labels"]


def traces(engine: Engine, instance: str, root: Path) -> DockerTraces:
    """Of the hive of that checkout, as long as it has containers; EngineError."""
    mine = Mine(instance, root)
    with translated(_LOOKING):
        there = list(_containers(engine, mine))
        named = {one["Name"] for one in _volumes(engine) if not _nameless(one)}
        mounted = {mount.get("Name") for one in there for mount in one["Mounts"]} - {None}
        inside = tuple(found for one in there for found in _inside(engine, one))
    return DockerTraces(engine, mine, frozenset(mounted - named), inside)


def _containers(engine: Engine, mine: Mine) -> Iterator[Mapping[str, Any]]:
    with translated(_LOOKING):
        found = engine.client.api.containers(all=True)
    return (one for one in found if mine(one["Labels"]))


def _volumes(engine: Engine, **filters: bool) -> list[Mapping[str, Any]]:
    return engine.client.api.volumes(filters=filters)["Volumes"] or []


def _volume_key(volume: Mapping[str, Any]) -> str:
    """A name may be used again."""
    return f"volume {volume['Name']} {volume.get('CreatedAt')}"


def _nameless(volume: Mapping[str, Any]) -> bool:
    """Made by the engine for an image that declares a volume: nobody named or labelled it."""
    labels = set(volume["Labels"] or {})
    return _ANONYMOUS.fullmatch(volume["Name"]) is not None and labels <= _BY_THE_ENGINE


def _inside(engine: Engine, container: Mapping[str, Any]) -> Iterator[tuple[int, Thing]]:
    """Its processes as this machine has them. An engine in a virtual machine numbers others."""
    try:
        table = engine.client.api.top(container["Id"])
    except APIError:  # gone, or not running
        return
    pid_at, command_at = table["Titles"].index("PID"), len(table["Titles"]) - 1
    for row in table["Processes"]:
        pid, name = int(row[pid_at]), processes.name(int(row[pid_at]))
        if name and name in row[command_at]:
            said = f"process {name} (pid {pid}) of container {container['Names'][0].strip('/')}"
            yield pid, Thing(processes.key(pid), said)
