"""What was really executed, a line of JSON a step, on disk as soon as the step has ended."""

import json
import os
import time
from contextlib import suppress
from contextvars import ContextVar
from pathlib import Path

from dbos import DBOS

_FILE: ContextVar[Path] = ContextVar("trajectory")
keep = _FILE.set


def note(step: str, said: str) -> str:
    """Write down what a step came to, show its first line, and hand it on."""
    entry = {"step": DBOS.step_id, "name": step, "said": said, "pid": os.getpid()}
    with _FILE.get().open("a", encoding="utf-8") as file:
        file.write(json.dumps({**entry, "at": round(time.time(), 3)}) + "\n")
    first, *more = said.splitlines() or [""]
    with suppress(OSError):  # whoever looked has gone; the run goes on
        print(f"  {step:<11} {first[:90]}{' …' if more or len(first) > 90 else ''}", flush=True)
    return said
