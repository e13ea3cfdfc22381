"""Who a process is: never its number alone."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from toolkit import files, process
from toolkit.services.embedded.user import User

_BOOT = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True)
class Identity:
    """`start` is opaque and never the same for two processes; `data` is the working directory,
    which both servers keep in their data directory for life."""

    pid: int
    start: str
    exe: str
    data: str

    def save(self, path: Path) -> None:
        files.write(path, json.dumps(asdict(self)))


def load(path: Path) -> Identity | None:
    """As recorded; None where nothing readable is."""
    try:
        return Identity(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def of(pid: int, user: User | None) -> Identity | None:
    """Whoever has this number now; None for nobody and a zombie. What is hidden from us is ""."""
    try:
        found = psutil.Process(pid)
        if found.status() == psutil.STATUS_ZOMBIE:
            return None
        return Identity(pid, _start(found), *_links(found, user))
    except (psutil.NoSuchProcess, FileNotFoundError, ProcessLookupError):
        return None


def since(pid: int) -> float:
    """When it was started, seconds since the epoch; infinity where it is gone."""
    try:
        return float(psutil.Process(pid).create_time())
    except psutil.NoSuchProcess:
        return float("inf")


def _start(found: psutil.Process) -> str:
    """On Linux ticks since this boot: unlike a time of day, it does not move with the clock."""
    if not _BOOT.exists():
        return str(found.create_time())
    fields = Path(f"/proc/{found.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2]
    return f"{_BOOT.read_text(encoding='ascii').strip()}:{fields.split()[19]}"


def _links(found: psutil.Process, user: User | None) -> tuple[str, str]:
    try:
        exe, cwd = found.exe(), found.cwd()
    except psutil.AccessDenied:
        exe, cwd = _links_as(found.pid, user)
    return exe.removesuffix(" (deleted)"), cwd


def _links_as(pid: int, user: User | None) -> tuple[str, str]:
    """Root without CAP_SYS_PTRACE, as in a container, may not look; the server's own user may."""
    if user is None:
        return "", ""
    links = [f"/proc/{pid}/exe", f"/proc/{pid}/cwd"]
    done = process.run(
        "readlink", *links, check=False, user=user.uid, group=user.gid, cwd=Path("/")
    )
    exe, _, cwd = done.stdout.strip().partition("\n")
    return exe, cwd
