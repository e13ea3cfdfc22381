"""Signals to exactly the process that is meant."""

import os
import signal
from signal import Signals

from toolkit.services.embedded import identity
from toolkit.services.embedded.identity import Identity
from toolkit.services.embedded.user import User


def send(meant: Identity, number: Signals, user: User | None) -> None:
    """Nothing where it is gone, or its number is another's by now.

    A handle is opened first, so that the number cannot pass to another between look and signal.
    """
    handle = _handle(meant.pid)
    try:
        if identity.of(meant.pid, user) != meant:
            return
        if handle is None:
            os.kill(meant.pid, number)
        else:
            signal.pidfd_send_signal(handle, number)
    except ProcessLookupError:
        return
    finally:
        if handle is not None:
            os.close(handle)


def reap(pid: int) -> None:
    """Where the dead server was our own child."""
    try:
        os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return


def _handle(pid: int) -> int | None:
    """None where there is no such process, or the system has no such handles."""
    try:
        return os.pidfd_open(pid)
    except (AttributeError, OSError):
        return None
