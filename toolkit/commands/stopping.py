"""SIGTERM, taken as ^C is: what is being done is undone, and the command answers."""

import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from toolkit.report.streams import kept


class Stopped(KeyboardInterrupt):
    """SIGTERM came. Whatever undoes its work at ^C, drivers included, undoes it at this."""


def hold() -> None:
    """From here on SIGTERM waits until a command can answer it.

    The first process of a container would never hear of it: there, what is neither handled nor
    held is ignored.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})


def answerable() -> AbstractContextManager[None]:
    """Around a whole command: once its work is over, its answer is given undisturbed."""
    return _handled(_too_late)


@contextmanager
def stoppable() -> Iterator[None]:
    """Around its work: SIGTERM raises Stopped here, once: a second one leaves the undoing be."""
    with kept(), _handled(_stop):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
        yield


@contextmanager
def _handled(handler: Callable[..., None]) -> Iterator[None]:
    before = signal.signal(signal.SIGTERM, handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _stop(*_: object) -> None:
    signal.signal(signal.SIGTERM, _too_late)
    raise Stopped


def _too_late(*_: object) -> None:
    """Not SIG_IGN, which programs that are started would inherit."""
