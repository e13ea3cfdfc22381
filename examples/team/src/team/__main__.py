"""python -m team run | worker | workers | adopt | watch | migrate"""

import argparse
import os
import sys
import time
from collections.abc import Sequence

from dbos import DBOSClient
from sqlalchemy.exc import OperationalError

from team.names import key
from team.sandbox import LEVELS, SandboxError
from team.settings import SettingsError, database
from team.supervisor import REFUSED, WorkerError, supervised

REQUEST = "miles to kilometres, pounds to kilograms, gallons to litres"


def main(words: Sequence[str] | None = None) -> int:
    """An exit code: 0 done, 1 not all of it, REFUSED, or 3: the database does not answer."""
    asked = _parser().parse_args(words)
    try:
        database()
        if getattr(asked, "sandbox", None):
            os.environ["TEAM_SANDBOX"] = asked.sandbox  # of the workers that are begun as well
        return int(asked.does(asked) or 0)
    except (SettingsError, SandboxError, WorkerError) as error:
        print(f"error: {error}", file=sys.stderr)
        return REFUSED
    except OperationalError as error:
        said = str(error.orig).splitlines()[0]
        print(f"error: the database does not answer: {said}", file=sys.stderr)
        return 3


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="team", description=__doc__)
    commands = parser.add_subparsers(required=True)
    run = commands.add_parser("run", help="work a request off")
    run.add_argument("request", nargs="?", default=REQUEST)
    run.add_argument("--workers", type=int, default=2, help="0: others are at work already")
    run.add_argument("--name", help="of the run; the same again goes on with it")
    run.add_argument("--sandbox", choices=LEVELS, help="default: bwrap")
    run.set_defaults(does=_run)
    commands.add_parser("migrate", help="make DBOS's tables, apart").set_defaults(does=_migrate)
    worker = commands.add_parser("worker", help="be a worker until told to stop")
    worker.add_argument("--name", required=True, help="stays the same over restarts")
    worker.add_argument("--sandbox", choices=LEVELS, help="default: bwrap")
    worker.set_defaults(does=_worker)
    commands.add_parser("workers", help="who is there, and what each does").set_defaults(
        does=_workers
    )
    adopt = commands.add_parser("adopt", help="give a dead worker's work to the living")
    adopt.add_argument("--name", required=True)
    adopt.set_defaults(does=_adopt)
    watch = commands.add_parser("watch", help="see it live")
    watch.add_argument("--once", action="store_true", help="look once")
    watch.set_defaults(does=_watch)
    return parser


def _run(asked: argparse.Namespace) -> int:
    from team import engine, live

    run = asked.name or f"run-{str(key(asked.request, time.time()))[:8]}"
    engine.migrate()
    with engine.client() as dbos, supervised(asked.workers) as supervisor:
        engine.submit(dbos, run, asked.request)
        print(f"run {run}, {asked.workers} workers", flush=True)
        if not asked.workers and live.present() == {}:
            print("it waits for one: python -m team worker --name w1", flush=True)
        results = _result(dbos, run, supervisor.look)
    for name, result in results.items():
        print(f"{name:32} {result}")
    return 0 if all(one.startswith("merged") for one in results.values()) else 1


def _result(dbos: DBOSClient, run: str, look: object) -> dict[str, str]:
    """What the run came to, while its workers are looked after."""
    assert callable(look)
    while True:
        look()
        status = dbos.retrieve_workflow(run).get_status()
        if status.status == "SUCCESS":
            return dict(status.output or {})
        if status.status not in ("ENQUEUED", "PENDING"):
            raise WorkerError(f"run {run} ended as {status.status}: {status.error}")
        time.sleep(0.05)


def _migrate(_: argparse.Namespace) -> None:
    from team import engine

    engine.migrate()


def _worker(asked: argparse.Namespace) -> None:
    from pydantic_ai.exceptions import UserError

    try:
        from team.worker import work
    except (ImportError, UserError) as error:  # a provider's package or key is missing
        raise SettingsError(f"the model cannot be asked: {error}") from None
    work(asked.name)


def _workers(_: argparse.Namespace) -> None:
    from team import engine, live

    there = live.present()
    with engine.client() as dbos:
        pending = engine.pending(dbos)
    for name in sorted({*pending, *(there or ())}):
        sign = "Redis is away" if there is None else "no sign of life"
        if there and name in there:
            sign = f"seen {there[name]:.0f} s ago"
        print(f"{name:16} {sign:16} {len(pending.get(name, []))} under way")


def _adopt(asked: argparse.Namespace) -> None:
    from team import engine

    with engine.client() as dbos:
        adopted = engine.adopt(dbos, asked.name)
    print(f"{len(adopted)} of {asked.name} back in the queue", *adopted, sep="\n  ")


def _watch(asked: argparse.Namespace) -> None:
    from team.watch import watch

    watch(once=asked.once)


if __name__ == "__main__":
    sys.exit(main())
