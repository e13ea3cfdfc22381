"""What a hive may leave on its machine: the seam behind which each backend looks for it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from toolkit.services import ports
from toolkit.services.embedded import processes


class Whose(StrEnum):
    """What there is to tell that something is this hive's."""

    OURS = "ours"
    """It says so itself: a label, a folder, a lock. A leftover, whenever it came."""
    PLACE = "place"
    """It is in a place of this hive. A leftover where it came since `up`."""
    UNKNOWN = "unknown"
    """Nothing; worth a note where it came since `up`."""


@dataclass(frozen=True)
class Thing:
    """Something that is there. `key` is never the same for two, `said` is for people."""

    key: str
    said: str
    whose: Whose = Whose.OURS


class Traces(Protocol):
    """What one backend sees of a hive; made before the services are stopped, since some of what
    they have cannot be told to be theirs afterwards."""

    def running(self) -> bool:
        """Whether anything of the hive is up, so that what is there now is not a state before."""
        ...

    def keys(self) -> Iterable[str]:
        """Everything of the kinds that it looks at, whoever's."""
        ...

    def found(self) -> Iterable[Thing]:
        """What is there now and should not be once the hive is down."""
        ...

    def kept(self) -> Iterable[str]:
        """The data, which stays."""
        ...


@dataclass(frozen=True)
class Ports:
    """The ports that a hive keeps."""

    numbers: tuple[int, ...]

    def running(self) -> bool:
        """A port says nothing about who listens."""
        return False

    def keys(self) -> Iterable[str]:
        return (thing.key for thing in self.found())

    def found(self) -> Iterable[Thing]:
        for port in self.numbers:
            holder = ports.holder(port) if ports.taken(port) else None
            if holder:
                who = processes.key(holder.pid) if holder.pid else "hidden"
                yield Thing(f"port {port} {who}", f"port {port}: {holder} listens", Whose.PLACE)

    def kept(self) -> Iterable[str]:
        return ()
