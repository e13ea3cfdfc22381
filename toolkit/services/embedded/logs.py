"""A server's log: a file of ours, rotated by size when the server starts."""

import os
from pathlib import Path
from typing import IO

LIMIT = 10 * 2**20
_TAIL = 64 * 2**10


def opened(path: Path) -> IO[bytes]:
    """The file to append to; the one before it is kept beside it, older ones are not."""
    if path.exists() and path.stat().st_size > LIMIT:
        path.replace(path.with_name(f"{path.name}.1"))
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW
    return os.fdopen(os.open(path, flags, 0o600), "ab")


def tail(path: Path, lines: int, since: int = 0) -> str:
    """The last lines, not looking before the byte `since`; "" where nothing was ever started."""
    try:
        with path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(since, size - max(_TAIL, lines * 400)))
            text = file.read().decode("utf-8", "replace")
    except FileNotFoundError:
        return ""
    return "\n".join(text.splitlines()[-lines:]) if lines > 0 else ""


def size(path: Path) -> int:
    """Where the next line will be written."""
    return path.stat().st_size if path.exists() else 0
