"""The room of one request: a folder that knows which run is in it, one process at a time."""

import fcntl
import hashlib
import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class RoomError(Exception):
    """This room is another run's."""


@contextmanager
def entered(room: Path, about: dict[str, str]) -> Iterator[str]:
    """The run's id, the same each time for the same `about`; RoomError where a run about something
    else was begun here."""
    room.mkdir(parents=True, exist_ok=True)
    with (room / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print(f"waits    another process works in {room}", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield _begun(room / "run.json", about)


def _begun(path: Path, about: dict[str, str]) -> str:
    brief = {key: hashlib.sha256(text.encode()).hexdigest()[:12] if "\n" in text else text
             for key, text in about.items()}  # fmt: skip
    if not path.is_file():
        fresh = path.with_suffix(".new")
        fresh.write_text(json.dumps({"id": str(uuid.uuid4()), **brief}, indent=2) + "\n")
        fresh.replace(path)
    known: dict[str, str] = json.loads(path.read_text())
    other = [key for key, text in brief.items() if known.get(key) != text]
    if other:
        raise RoomError(
            f"the run in {path.parent} was begun with another {' and '.join(other)}\n"
            f"Next: what it was begun with, or mv {path.parent} elsewhere to begin anew"
        )
    return known["id"]
