"""What a run did, step by step, on disk before and after each: where an interrupted run stopped."""

import json
import os
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from toolkit.findings import Listener, Outcome, Status

GOOD = (Status.UNCHANGED.value, Status.CHANGED.value)


@dataclass
class Journal:
    """A Listener that writes every step's start and end, then passes it on.

    One line of JSON an entry, on disk before the step goes on; a run that ended says `done`.
    What an interrupted run of something else than `of` had done says nothing to this one.
    """

    path: Path
    listener: Listener
    of: str = ""
    interrupted: str | None = field(init=False, default=None)
    completed: tuple[str, ...] = field(init=False, default=())

    def __post_init__(self) -> None:
        entries = _entries(self.path)
        if entries and entries[0].get("of", "") != self.of:
            entries = []
        finished = [entry["step"] for entry in entries if entry.get("outcome") in GOOD]
        if entries and entries[-1]["event"] != "done":
            started = [entry["step"] for entry in entries if entry["event"] == "started"]
            self.interrupted = next((s for s in reversed(started) if s not in finished), "")
            self.completed = tuple(finished)

    def begin(self) -> None:
        """Forget the last run."""
        new = self.path.with_suffix(".new")
        new.write_text(_line("run", of=self.of), encoding="utf-8")
        new.replace(self.path)

    def done(self) -> None:
        self._write("done")

    def started(self, name: str) -> None:
        self._write("started", step=name)
        self.listener.started(name)

    def progress(self, text: str, done: int = 0, total: int = 0) -> None:
        self.listener.progress(text, done, total)

    def finished(self, outcome: Outcome) -> None:
        self._write(
            "finished",
            step=outcome.name,
            outcome=outcome.status.value,
            seconds=round(outcome.seconds, 3),
        )
        self.listener.finished(outcome)

    def _write(self, event: str, **values: Any) -> None:
        with self.path.open("a", encoding="utf-8") as file:
            file.write(_line(event, **values))
            file.flush()
            os.fsync(file.fileno())


def _line(event: str, **values: Any) -> str:
    return json.dumps({"event": event, "at": round(time.time(), 3), **values}) + "\n"


def _entries(path: Path) -> list[dict[str, Any]]:
    """The entries; a last line that a kill cut short does not count."""
    if not path.is_file():
        return []
    entries = []
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            entries.append(json.loads(line))
        except ValueError:
            break
    return entries
