"""`python -m hello_world [REQUEST.md]`: begin a run, or go on with it."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from dbos import DBOS, SetWorkflowID, WorkflowHandle

from hello_world import model
from hello_world.room import RoomError, entered
from hello_world.sandbox import LEVELS, SandboxError, choose

if TYPE_CHECKING:
    from hello_world.hello import Report, Task

    Develop = Callable[[Task], Any]

COMMITTED, STOPPED, NOT_BEGUN = 0, 1, 2


def main(words: Sequence[str] | None = None) -> int:
    """0: one commit; 1: stopped, with a report; 2: not begun."""
    parser = argparse.ArgumentParser(prog="python -m hello_world", description=__doc__)
    parser.add_argument("request", nargs="?", type=Path, default=Path("requests/slugify.md"))
    parser.add_argument("--sandbox", choices=LEVELS, default="", help="default: bwrap")
    given = parser.parse_args(words)
    try:
        return _run(given.request, given.sandbox)
    except (RoomError, SandboxError, model.ModelError, OSError) as error:
        print(f"not begun: {error}", file=sys.stderr)
        return NOT_BEGUN


def _run(request: Path, sandbox: str) -> int:
    url = _database()
    from hello_world.hello import VERSION, Report, Task, develop

    room = Path("rooms") / request.stem
    accepted = request.with_name(f"{request.stem}_accepted.py")
    task = Task(room, request.read_text("utf-8"), accepted.read_text("utf-8"), sandbox)
    box = choose(sandbox, trusted=model.name() == model.OFFLINE)
    about = {"request": task.request, "model": model.name(), "sandbox": box.level}
    with entered(room, about) as run:
        print(f"model    {model.name()}\nsandbox  {box.header}\nroom     {room}", flush=True)
        DBOS(
            config={
                # Names of this room's own: DBOS takes up whatever is pending under its name.
                "name": f"hello-world-{run[:8]}",
                "system_database_url": url,
                "dbos_system_schema": "hello_world",
                "application_version": f"{VERSION}-{run[:8]}",
                "log_level": "WARNING",
            }
        )
        DBOS.launch()
        try:
            report = _handle(run, develop, task).get_result(polling_interval_sec=0.05)
        except RoomError:
            raise
        except Exception as error:  # recorded as the run's end, so that it stays that
            report = Report("", f"{type(error).__name__}: {error}")
        finally:
            DBOS.destroy()
    print(report.commit or f"stopped: {report.why}")
    return COMMITTED if report.commit else STOPPED


def _handle(run: str, develop: "Develop", task: "Task") -> "WorkflowHandle[Report]":
    """The run, new, or as it is: DBOS has taken up what a killed process left."""
    if status := DBOS.get_workflow_status(run):
        if status.app_version != DBOS.application_version:
            raise RoomError("an older version of this program began the run; begin anew elsewhere")
        print(f"goes on  behind {len(DBOS.list_workflow_steps(run))} recorded steps", flush=True)
        return DBOS.retrieve_workflow(run)
    with SetWorkflowID(run):
        return DBOS.start_workflow(develop, task)


def _database() -> str:
    """A URL on TCP. Without one DBOS would keep its record in a file of this folder; over a unix
    socket it does not outlive a restart of the server."""
    url = os.environ.get("DATABASE_URL", "")
    if not urlsplit(url).hostname:
        raise RoomError(
            "DATABASE_URL does not say where PostgreSQL is (postgresql://role:password@host/name)\n"
            'Next: eval "$(invoke env --export)" in the folder of your hive'
        )
    return url


sys.exit(main())
