"""What a checkout remembers of itself in its state folder: identity and ports, no secrets."""

import fcntl
import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from toolkit import files
from toolkit.errors import SettingsError

FOLDER = ".hive"


@dataclass(frozen=True)
class State:
    """`instance` marks databases as this hive's; 0 is a port that was not chosen yet; `backend` is
    the one that ran last, "" before the first start."""

    instance: str
    postgres_port: int = 0
    redis_port: int = 0
    backend: str = ""


def folder(root: Path) -> Path:
    """The state folder, made on first need, unseen by git; SettingsError where it cannot be."""
    path = root / FOLDER
    ignore = path / ".gitignore"
    try:
        path.mkdir(mode=0o755, exist_ok=True)
        if not ignore.exists():
            ignore.write_text("*\n", encoding="utf-8")
    except OSError as error:
        raise SettingsError(
            f"the state folder {path} cannot be written",
            why=error.strerror or str(error),
            state="Nothing was started or changed.",
            next="Use a folder of your own, or have this one made writable",
        ) from None
    return path


def load(root: Path) -> State | None:
    """What is remembered, or None; SettingsError when the file cannot be read."""
    path = root / FOLDER / "state.json"
    if not path.is_file():
        return None
    try:
        return State(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise SettingsError(
            f"{path} cannot be read",
            why=str(error),
            next="Put its last good copy back, or move it away to begin with new ports",
        ) from error


def save(root: Path, state: State) -> None:
    files.write(folder(root) / "state.json", json.dumps(asdict(state), indent=2))


def fresh() -> State:
    return State(instance=uuid.uuid4().hex)


@contextmanager
def locked(root: Path, what: str) -> Iterator[None]:
    """One command at a time does `what` in this checkout; a killed one lets go by itself."""
    with (folder(root) / f"{what}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
