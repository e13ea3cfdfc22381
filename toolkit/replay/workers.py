"""Several processes for one replay: each walks the whole history, and they share it out."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection as Pipe
from multiprocessing.connection import wait
from multiprocessing.forkserver import ensure_running
from multiprocessing.process import BaseProcess
from typing import Any

from toolkit.errors import ToolkitError
from toolkit.process import apart
from toolkit.replay.part import TOGETHER, Replay, Said, part

_CLEAN = get_context("forkserver")
"""A fork of ours would share what drivers have open; one that only imported has nothing open."""


def warm() -> None:
    """Begin to import what is imported here, while there is something else to wait for."""
    _CLEAN.set_forkserver_preload([name for name in sys.modules if name.startswith("toolkit.")])
    with apart():
        ensure_running()


def said(asked: Replay, number: int) -> Iterator[Said]:
    """Whatever they find, when they find it; the first ToolkitError of one of them is raised."""
    warm()
    with _workers(asked, number) as pipes:
        for one in _heard(pipes):
            if isinstance(one, ToolkitError):
                raise one
            yield one


@contextmanager
def _workers(asked: Replay, number: int) -> Iterator[list[Pipe]]:
    """Whoever is not done when the block is left is told to end."""
    names = [one.revision.revision for one in asked.steps(asked.runner())]
    order = {name: number for number, name in enumerate([TOGETHER, *names])}
    claims = _CLEAN.Array("b", len(order))
    pipes, workers = list[Pipe](), list[BaseProcess]()
    for _ in range(number):
        ours, theirs = _CLEAN.Pipe(duplex=False)
        words = (asked, order, claims, theirs)
        workers.append(_CLEAN.Process(target=_work, args=words, daemon=True))
        with apart():
            workers[-1].start()
        theirs.close()
        pipes.append(ours)
    try:
        yield pipes
    finally:
        for worker in workers:
            worker.terminate()
            worker.join()


def _heard(pipes: Sequence[Pipe]) -> Iterator[Any]:
    """Until all have closed their end."""
    still = list(pipes)
    while still:
        for pipe in wait(still):
            assert isinstance(pipe, Pipe)
            try:
                yield pipe.recv()
            except EOFError:
                still.remove(pipe)


def _work(asked: Replay, order: Mapping[str, int], claims: Any, pipe: Pipe) -> None:
    """One of the processes."""

    def claim(name: str) -> bool:
        """Whoever comes first has it."""
        with claims.get_lock():
            taken, claims[order[name]] = claims[order[name]], 1
        return not taken

    try:
        for one in part(asked, claim):
            pipe.send(one)
    except ToolkitError as error:
        pipe.send(error)
    except BrokenPipeError:
        pass  # nobody wants to know any more
    finally:
        pipe.close()
