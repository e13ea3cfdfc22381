"""Types commands, each in a process of its own that is forked from this one.

What takes long to import is imported once, so that a thousand commands do not take an hour. Orders
are lines of JSON: {"words", "env", "after"} types one, killed by SIGKILL after its n-th statement
or commit (null: never), and is answered by {"pid"}; {"wait": pid} is answered by how it ended:
{"signal", "exit", "out", "err", "statements"}.
"""

import json
import os
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from invoke.program import Program

import toolkit.bootstrap.run
import toolkit.platform.models
import toolkit.setup.diagnosing
import toolkit.setup.opening
import toolkit.setup.pipeline  # noqa: F401 (as the rest: imported before there are any orders)
from toolkit.commands.namespace import namespace
from toolkit.commands.stopping import hold

COUNTED = ((psycopg.Cursor, "execute"), (psycopg.Connection, "commit"))


@dataclass(frozen=True)
class Typed:
    """What a command leaves: what it said, and how many statements it came to."""

    out: Path
    err: Path
    statements: Path


def counting(typed: Typed, after: int | None) -> None:
    """Have every statement and commit of this process counted."""
    done = 0

    def counted(original: Callable[..., Any]) -> Callable[..., Any]:
        def work(*args: Any, **kwargs: Any) -> Any:
            nonlocal done
            result = original(*args, **kwargs)
            done += 1
            if done == after:
                os.kill(os.getpid(), signal.SIGKILL)
            typed.statements.write_text(str(done))
            return result

        return work

    for owner, name in COUNTED:
        setattr(owner, name, counted(getattr(owner, name)))


def child(order: dict[str, Any], typed: Typed) -> int:
    """The exit code."""
    hold()
    for number, path in enumerate((Path(os.devnull), typed.out, typed.err)):
        os.dup2(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), number)
    os.environ.update(order["env"])
    counting(typed, order["after"])
    try:
        Program(namespace=namespace).run(["invoke", *order["words"]])
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def begun(order: dict[str, Any], folder: Path) -> tuple[int, Typed]:
    """It has begun: its process, and where it writes."""
    place = Path(tempfile.mkdtemp(dir=folder))
    typed = Typed(place / "out", place / "err", place / "statements")
    if (pid := os.fork()) == 0:
        code = 1
        try:
            code = child(order, typed)
        except BaseException:
            traceback.print_exc()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)  # at once: nothing that was imported need be taken down
    return pid, typed


def ended(pid: int, typed: Typed) -> dict[str, Any]:
    """Wait for it."""
    _, status = os.waitpid(pid, 0)
    code = os.waitstatus_to_exitcode(status)
    said = {name: _read(getattr(typed, name)) for name in ("out", "err", "statements")}
    how = {"signal": max(0, -code), "exit": max(0, code)}
    return {**said, **how, "statements": int(said["statements"] or 0)}


def _read(path: Path) -> str:
    return path.read_text("utf-8", errors="replace") if path.exists() else ""


def obey(folder: Path) -> None:
    """Until there are no more orders."""
    known: dict[int, Typed] = {}
    for line in sys.stdin:
        order = json.loads(line)
        if "wait" in order:
            pid = order["wait"]
            answer = ended(pid, known.pop(pid))
        else:
            pid, typed = begun(order, folder)
            known[pid] = typed
            answer = {"pid": pid}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


with tempfile.TemporaryDirectory(prefix="hive-test-") as place:
    obey(Path(place))
