"""Obeys orders, a line each, every one in a process of its own that is forked from this one.

What takes long to import is imported once, so that a thousand crashes do not take an hour. An order
is {"revision", "url", "each", "after"}: run a revision and be killed after its n-th statement, null
for never; or {"bootstrap": environment}: `invoke bootstrap`. The answer is {"signal", "exit"}, and
for a revision that was not killed, {"statements"}.
"""

import json
import os
import signal
import sys
import traceback
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from invoke.program import Program

import toolkit.bootstrap.run
import toolkit.platform.models
import toolkit.setup.opening  # noqa: F401 (as the rest: imported before there are any orders)
from toolkit.commands.namespace import namespace

ROOT = Path.cwd()


def revision(order: dict[str, Any]) -> int:
    """How many statements it took."""
    statements = 0

    def executed(*_: object) -> None:
        nonlocal statements
        statements += 1
        if statements == order["after"]:
            os.kill(os.getpid(), signal.SIGKILL)

    sa.event.listen(sa.Engine, "after_cursor_execute", executed)
    config = Config(toml_file=ROOT / "pyproject.toml")
    with sa.create_engine(order["url"], poolclass=sa.NullPool).connect() as connection:
        config.attributes.update(connection=connection, transaction_per_migration=order["each"])
        command.upgrade(config, order["revision"])
    return statements


def bootstrap(environment: dict[str, str]) -> int:
    """The exit code."""
    os.environ.update(environment)
    try:
        Program(namespace=namespace).run(["invoke", "bootstrap"])
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def obey(order: dict[str, Any], answer: int) -> int:
    """In the child; all that it prints is for whoever reads our stderr."""
    os.dup2(2, 1)
    if "bootstrap" in order:
        return bootstrap(order["bootstrap"])
    os.write(answer, str(revision(order)).encode())
    return 0


def forked(order: dict[str, Any]) -> dict[str, int]:
    """Have it done by a child, and say how that ended."""
    reading, writing = os.pipe()
    if (child := os.fork()) == 0:
        code = 1
        try:
            code = obey(order, writing)
        except BaseException:
            traceback.print_exc()
        sys.stderr.flush()
        os._exit(code)  # at once: nothing that was imported need be taken down
    os.close(writing)
    with os.fdopen(reading) as said:
        statements = said.read()
    _, status = os.waitpid(child, 0)
    ended = os.waitstatus_to_exitcode(status)
    return {"signal": max(0, -ended), "exit": max(0, ended), "statements": int(statements or 0)}


for line in sys.stdin:
    sys.stdout.write(json.dumps(forked(json.loads(line))) + "\n")
    sys.stdout.flush()
