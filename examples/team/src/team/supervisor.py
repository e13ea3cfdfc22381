"""Keeps workers alive: whichever is killed begins again, under the same name."""

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


class WorkerError(RuntimeError):
    """A worker ended by itself: beginning again would not help."""


REFUSED = 2  # the exit code of a worker that cannot work as it was told to
MOST = 5  # ends of a worker that nobody killed


@dataclass
class Supervisor:
    """What systemd, a container's restart policy or a StatefulSet does elsewhere."""

    names: tuple[str, ...]
    running: "dict[str, subprocess.Popen[bytes]]" = field(default_factory=dict)
    ends: Counter[str] = field(default_factory=Counter)

    def look(self) -> None:
        """Begin what is not there. WorkerError where one gave up; its reason is on its stderr."""
        for name in self.names:
            code = self.running[name].poll() if name in self.running else -1
            if code is None:
                continue
            self.ends[name] += code >= 0
            if code == REFUSED or self.ends[name] > MOST:
                raise WorkerError(f"worker {name} gave up with exit code {code}")
            argv = [sys.executable, "-m", "team", "worker", "--name", name]
            self.running[name] = subprocess.Popen(argv, stdin=subprocess.DEVNULL)

    def stop(self) -> None:
        for one in self.running.values():
            one.terminate()
        for one in self.running.values():
            one.wait()


@contextmanager
def supervised(count: int) -> Iterator[Supervisor]:
    """Workers w1, w2, …, until the end of the block."""
    supervisor = Supervisor(tuple(f"w{number}" for number in range(1, count + 1)))
    try:
        yield supervisor
    finally:
        supervisor.stop()
