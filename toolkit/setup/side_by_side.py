"""Work that waits, each piece in a thread of its own, and nobody held back by it."""

from collections.abc import Callable, Iterable
from concurrent.futures import Future
from threading import Thread
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


def side_by_side(work: Callable[[Item], Result], items: Iterable[Item]) -> list[Result]:
    """What `work` answers for each, in their order; the first error is raised.

    Whatever interrupts the wait leaves at once: a thread that still waits, for a server that is
    not there perhaps, ends with the program. A pool would have it waited for.
    """
    begun = [_begun(work, item) for item in items]
    return [one.result() for one in begun]


def _begun(work: Callable[[Item], Result], item: Item) -> "Future[Result]":
    future: Future[Result] = Future()
    Thread(target=_into, args=(future, work, item), daemon=True).start()
    return future


def _into(future: "Future[Result]", work: Callable[[Item], Result], item: Item) -> None:
    try:
        future.set_result(work(item))
    except BaseException as error:
        future.set_exception(error)
