"""Who does the work: processes of this machine, or those of a Dask cluster, as executors."""

import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection as Pipe
from threading import Thread
from typing import TYPE_CHECKING

from toolkit.errors import ConnectError, UsageError

if TYPE_CHECKING:
    from distributed import Client

SPAWN = get_context("spawn")
"""A fork would share what drivers have open."""


@dataclass
class Crew:
    """The executors that are free, each for one task at a time; `hire` takes the place of one whose
    process died; `dismiss` ends what is under way, as far as that can be done from here."""

    free: list[Executor]
    hire: Callable[[], Executor]
    dismiss: Callable[[], None]


@contextmanager
def processes(number: int) -> Iterator[Crew]:
    """So many of ours. They end with us, however we end: the server then rolls back."""
    with ExitStack() as lines, ExitStack() as stack:

        def hire() -> Executor:
            theirs, ours = SPAWN.Pipe(duplex=False)
            for end in (theirs, ours):
                lines.callback(end.close)
            return stack.enter_context(ProcessPoolExecutor(1, SPAWN, _begin, (theirs,)))

        yield Crew([hire() for _ in range(number)], hire, lines.close)


def _begin(line: Pipe) -> None:
    """^C it never hears of, as it was started; nor does SIGTERM end it: whoever started it does."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    Thread(target=_end_with, args=(line,), daemon=True).start()


def _end_with(line: Pipe) -> None:
    with suppress(EOFError, OSError):
        line.recv_bytes()
    os._exit(1)


@contextmanager
def cluster(address: str, number: int, deadline: float) -> Iterator[Crew]:
    """The processes of a Dask cluster, which may come within `deadline` seconds: as many as there
    are, where `number` is 0. ConnectError."""
    with _client(address, deadline) as client:
        try:
            client.wait_for_workers(1, timeout=deadline)
        except TimeoutError:
            raise ConnectError(
                f"the scheduler at {address} has no workers",
                why=f"none joined it within {deadline:g} s",
                next=f"dask worker {address} --nworkers 2 --nthreads 1",
            ) from None
        executor = client.get_executor(pure=False)
        yield Crew([executor] * (number or len(client.nthreads())), lambda: executor, client.close)


def _client(address: str, deadline: float) -> "Client":
    try:
        from distributed import Client
    except ImportError:
        raise UsageError(
            "Dask, which a cluster is made of, is not installed",
            why="it comes with the extra [dask]",
            next="pip install 'hive-toolkit[dask]'",
        ) from None
    try:
        return Client(address, timeout=deadline, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise ConnectError(
            f"there is no Dask scheduler at {address}",
            why=str(error),
            next="Start it (dask scheduler), or correct --scheduler",
        ) from None
