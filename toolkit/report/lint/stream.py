"""Where hive-lint's words go: no more than the standard library, so that it starts at once."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout


def out(text: str) -> None:
    """On stdout; whoever stopped reading has read enough."""
    try:
        _writable(sys.stdout)
        sys.stdout.write(text if text.endswith("\n") or not text else text + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def raw(data: bytes) -> None:
    """As it is, on stdout."""
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


@contextmanager
def aside() -> Iterator[None]:
    """What a project's own code prints is no part of the answer."""
    with redirect_stdout(sys.stderr):
        yield


def err(text: str) -> None:
    _writable(sys.stderr)
    sys.stderr.write(text + "\n")


def terminal() -> bool:
    """Whether somebody looks at it."""
    return sys.stdout.isatty()


def _writable(stream: object) -> None:
    """What its encoding does not know is written as an escape."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="backslashreplace")
