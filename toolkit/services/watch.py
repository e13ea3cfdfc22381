"""A server that stops answering, watched from beside: a paused one keeps its connections open."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from toolkit.errors import ToolkitError
from toolkit.findings import Listener

PERIOD = 0.5


@contextmanager
def watched(
    idle: Callable[[], str | None], cut: Callable[[], int], listener: Listener
) -> Iterator[None]:
    """While the block runs, `idle` is asked every PERIOD seconds; when it has a reason twice, `cut`
    ends our connections, so that whoever waits on one of them learns of it at once.

    No timeout of TCP does that: for a paused container the engine's kernel goes on answering.
    """
    done = threading.Event()
    thread = threading.Thread(target=_watch, args=(idle, cut, listener, done), daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _watch(
    idle: Callable[[], str | None], cut: Callable[[], int], listener: Listener,
    done: threading.Event,
) -> None:  # fmt: skip
    before = None
    while not done.wait(PERIOD):
        try:
            reason = idle()
        except ToolkitError as error:  # the engine itself may be gone
            reason = error.what
        if reason and before and cut():
            listener.progress(f"connections were cut: {reason}")
        before = reason
