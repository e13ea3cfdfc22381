"""Ports: chosen free, then kept; one that was taken since names its holder."""

import secrets
import socket
from collections.abc import Collection
from dataclasses import dataclass

import psutil  # type: ignore[import-untyped]

from toolkit.errors import PortError

LOOPBACK = "127.0.0.1"
# Below what kernels hand out for outgoing connections, so that a stopped service keeps its port.
RANGE = range(20000, 32768)
_TRIES = 200


@dataclass(frozen=True)
class Holder:
    """Who listens on a port, as far as we may see."""

    pid: int | None = None
    name: str = ""
    cwd: str = ""

    def __str__(self) -> str:
        if self.pid is None:
            return "a process that this user may not see"
        where = f", working in {self.cwd}" if self.cwd else ""
        return f"{self.name or 'a process'} (pid {self.pid}{where})"


def free(count: int = 1, avoid: Collection[int] = ()) -> tuple[int, ...]:
    """`count` different ports on which nobody listens now, none of `avoid`."""
    chosen: list[int] = []
    for _ in range(_TRIES):
        port = secrets.choice(RANGE)
        if port not in avoid and port not in chosen and not taken(port):
            chosen.append(port)
        if len(chosen) == count:
            return tuple(chosen)
    raise PortError(
        "no free port was found",
        why=f"{_TRIES} random ones from {RANGE.start} to {RANGE.stop - 1} were tried",
        state="Nothing was started.",
        next="stop what listens on so many ports, then run this again",
    )


def taken(port: int) -> bool:
    """Whether a server could not listen on this port of the loopback."""
    with socket.socket() as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind((LOOPBACK, port))
            attempt.listen()
        except OSError:
            return True
    return False


def holder(port: int) -> Holder | None:
    """Who listens on it; None when nobody does."""
    for pid in _listeners(port):
        if pid is None:
            return Holder()
        try:
            process = psutil.Process(pid)
            return Holder(pid, process.name(), _cwd(process))
        except psutil.NoSuchProcess:
            continue
    return Holder() if taken(port) else None


def conflict(port: int, service: str, who: str = "") -> PortError:
    """The error for a kept port that somebody else took; `who`, where the caller knows better."""
    return PortError(
        f"port {port}, which {service} keeps, is taken",
        why=f"{who or holder(port) or 'somebody who has gone meanwhile'} listens on it",
        state=f"{service} is not running; its data is untouched.",
        next="stop that process, then run this again",
    )


def _listeners(port: int) -> list[int | None]:
    try:
        found = psutil.net_connections("tcp")
    except psutil.AccessDenied:
        return []
    listening = [one for one in found if one.status == psutil.CONN_LISTEN]
    return [one.pid for one in listening if one.laddr.port == port]


def _cwd(process: psutil.Process) -> str:
    try:
        return str(process.cwd())
    except (psutil.AccessDenied, psutil.NoSuchProcess):
        return ""
