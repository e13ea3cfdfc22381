"""A server that falls silent: nobody waits for it longer than a deadline.

No timeout of TCP does that: whatever stands between goes on acknowledging for a server that is
paused, or not there any more. So a question is asked beside the work; while it is not answered in
time, our connections are cut, and whoever waits on one learns of it at once.
"""

import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import psycopg

EVERY = 1.0
"""Seconds between two questions: short work is never asked about."""
LEAST = 2.0
"""Seconds for an answer, however short the deadline is: as libpq does it."""


@contextmanager
def answering(raw: "psycopg.Connection[Any]", seconds: float) -> Iterator[None]:
    """psycopg.OperationalError where what the block asks takes longer; `raw` is cut then."""
    over = threading.Event()

    def late() -> None:
        over.set()
        hang_up(raw)

    try:
        with _alarm(max(LEAST, seconds), late):
            yield
    except psycopg.Error:
        if not over.is_set():
            raise
        raise psycopg.OperationalError(f"timeout expired: {_silent(seconds)}") from None


@dataclass
class Pulse:
    """Feels, in a thread of its own, whether the server still answers; `cut` ends all that wait.

    `session` is one that nobody keeps busy: None while there is none, then nothing is felt.
    """

    session: Callable[[], "psycopg.Connection[Any] | None"]
    cut: Callable[[], object]
    seconds: float
    silent: bool = False
    _over: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def begin(self) -> None:
        """Beginning twice is fine."""
        if self._thread is None:
            thread = threading.Thread(target=self._feel, daemon=True)
            thread.start()
            self._thread = thread  # only now it can be waited for

    def end(self) -> None:
        """Likewise."""
        self._over.set()
        if self._thread is not None:
            self._thread.join()

    @property
    def why(self) -> str:
        """What there is to say of a lost connection; "" where that was no silence."""
        return f"The server fell silent: {_silent(self.seconds)}." if self.silent else ""

    def _feel(self) -> None:
        while not self._over.wait(EVERY):
            if self.silent:  # who connects anew, as an env.py may, is not left to wait either
                self.cut()
                continue
            with _alarm(max(LEAST, self.seconds), self._late), suppress(psycopg.Error):
                if (raw := self.session()) is not None:
                    raw.execute("SELECT 1")
                    raw.rollback()

    def _late(self) -> None:
        self.silent = True
        self.cut()


def hang_up(raw: "psycopg.Connection[Any]") -> None:
    """End a connection that another thread waits on: it learns of it at once."""
    with suppress(OSError, psycopg.Error):
        shut(raw.pgconn.socket)


def cut(port: int) -> int:
    """Shut down this process's connections to a port, whoever opened them, and end the programs it
    runs that have one, as pg_dump has; how many there were."""
    import psutil  # type: ignore[import-untyped]  # when it is needed: it takes a while

    this = psutil.Process()
    found = _to(this, port)
    for one in found:
        with suppress(OSError):
            shut(one.fd)
    programs = [one for one in this.children(recursive=True) if _to(one, port)]
    for one in programs:
        with suppress(psutil.NoSuchProcess):
            one.terminate()
    return len(found) + len(programs)


def _to(process: Any, port: int) -> list[Any]:
    """Its connections there; none where it is gone."""
    import psutil

    try:
        known = process.net_connections("tcp")
    except psutil.Error:
        return []
    return [one for one in known if one.raddr and one.raddr.port == port and one.fd >= 0]


def shut(handle: int) -> None:
    """Whoever waits on this socket, in whichever thread, learns that it is over."""
    with socket.socket(fileno=os.dup(handle)) as same:
        same.shutdown(socket.SHUT_RDWR)


@contextmanager
def _alarm(seconds: float, ring: Callable[[], object]) -> Iterator[None]:
    timer = threading.Timer(seconds, ring)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()  # else what it cuts may be somebody's who comes after us


def _silent(seconds: float) -> str:
    return f"no answer within {max(LEAST, seconds):g} s"
