"""Waiting work, side by side."""

import signal
import threading
import time

import pytest

from toolkit.setup.side_by_side import side_by_side


def test_answers_are_in_order_though_the_last_comes_first() -> None:
    turns = [threading.Event(), threading.Event()]
    turns[1].set()

    def work(number: int) -> int:
        assert turns[number].wait(5)
        turns[0].set()
        return number

    assert side_by_side(work, [0, 1]) == [0, 1]


def test_an_error_is_raised() -> None:
    def work(number: int) -> float:
        return 1 / number

    with pytest.raises(ZeroDivisionError):
        side_by_side(work, [1, 0])


def test_who_interrupts_does_not_wait_for_the_rest() -> None:
    over = threading.Event()

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, interrupted)
    signal.setitimer(signal.ITIMER_REAL, 0.1)
    begin = time.monotonic()
    try:
        with pytest.raises(KeyboardInterrupt):
            side_by_side(over.wait, [30])
    finally:
        signal.signal(signal.SIGALRM, before)
        over.set()
    assert time.monotonic() - begin < 5
