"""Types commands, each in a process of its own that is forked from this one.

What takes long to import is imported once, so that a thousand commands do not take an hour. Orders
are lines of JSON: {"words", "env", "after", "by"} types one, which gets the signal `by` after its
n-th statement or commit (null: never), and is answered by {"pid", "folder"}, in which it writes
`out`, `err` and `statements`; {"wait": pid} is answered by how it ended: {"signal", "exit"}.
"""

import json
import os
import sys
import tempfile
import traceback
from collections.abc import Callable
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


def counting(place: Path, after: int | None, by: int) -> None:
    """Have every statement and commit of this process counted."""
    done = 0

    def counted(original: Callable[..., Any]) -> Callable[..., Any]:
        def work(*args: Any, **kwargs: Any) -> Any:
            nonlocal done
            result = original(*args, **kwargs)
            done += 1
            place.write_text(str(done))
            if done == after:
                os.kill(os.getpid(), by)
            return result

        return work

    for owner, name in COUNTED:
        setattr(owner, name, counted(getattr(owner, name)))


def child(order: dict[str, Any], place: Path) -> int:
    """The exit code."""
    hold()
    for number, path in enumerate((Path(os.devnull), place / "out", place / "err")):
        os.dup2(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), number)
    os.environ.update(order["env"])
    counting(place / "statements", order["after"], order["by"])
    try:
        Program(namespace=namespace).run(["invoke", *order["words"]])
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def begun(order: dict[str, Any], place: Path) -> int:
    """Its process."""
    if pid := os.fork():
        return pid
    code = 1
    try:
        code = child(order, place)
    except BaseException:
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)  # at once: nothing that was imported need be taken down


def ended(pid: int) -> dict[str, int]:
    """Wait for it."""
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    return {"signal": max(0, -code), "exit": max(0, code)}


def obeyed(order: dict[str, Any], folder: Path) -> dict[str, Any]:
    """The answer."""
    if "wait" in order:
        return ended(order["wait"])
    place = Path(tempfile.mkdtemp(dir=folder))
    return {"pid": begun(order, place), "folder": str(place)}


with tempfile.TemporaryDirectory(prefix="hive-test-") as one:
    for line in sys.stdin:
        sys.stdout.write(json.dumps(obeyed(json.loads(line), Path(one))) + "\n")
        sys.stdout.flush()
